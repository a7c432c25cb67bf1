/** LoRA and its family: low-rank adapters beside frozen weights. */
@NullMarked
package dev.atelier.engine.peft;

import org.jspecify.annotations.NullMarked;
