/** GGUF files, version 3: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
@NullMarked
package dev.atelier.engine.io.gguf;

import org.jspecify.annotations.NullMarked;
