/** What a file or folder is, from its headers alone: libtorch is not started. */
@NullMarked
package dev.atelier.engine.inspect;

import org.jspecify.annotations.NullMarked;
