/** A frozen base model's matrices in few bits, for training adapters beside them (QLoRA, Dettmers et al. 2023). */
@NullMarked
package dev.atelier.engine.quant.frozen;

import org.jspecify.annotations.NullMarked;
