/** Transformer blocks that read like the papers; one small file per architecture and one registry line. */
@NullMarked
package dev.atelier.engine.model;

import org.jspecify.annotations.NullMarked;
