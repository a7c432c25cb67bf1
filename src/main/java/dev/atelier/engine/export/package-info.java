/** Models out: GGUF files, Hugging Face folders with the adapter merged in, PEFT adapter folders. */
@NullMarked
package dev.atelier.engine.export;

import org.jspecify.annotations.NullMarked;
