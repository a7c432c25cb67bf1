/** Dataset files to rows, rows to masked token sequences, sequences to batches. */
@NullMarked
package dev.atelier.engine.data;

import org.jspecify.annotations.NullMarked;
