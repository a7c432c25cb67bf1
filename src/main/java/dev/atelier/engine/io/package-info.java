/** Files of weights: safetensors, Hugging Face model folders, PEFT adapters, GGUF. What a file says about itself is checked before it is used. */
@NullMarked
package dev.atelier.engine.io;

import org.jspecify.annotations.NullMarked;
