/** GGUF's tensor types, one small file per block format, bit for bit as llama.cpp's reference quantization has them. */
@NullMarked
package dev.atelier.engine.quant;

import org.jspecify.annotations.NullMarked;
