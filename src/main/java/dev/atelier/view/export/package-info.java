/** The Export room. */
@NullMarked
package dev.atelier.view.export;

import org.jspecify.annotations.NullMarked;
