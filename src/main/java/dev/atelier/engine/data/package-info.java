/** Rows to examples to masked, batched token tensors. */
@NullMarked
package dev.atelier.engine.data;

import org.jspecify.annotations.NullMarked;
