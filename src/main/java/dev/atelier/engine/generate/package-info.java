/** Reading and writing text with a model: logits, generation with a key/value cache, chat, and judging answers. */
@NullMarked
package dev.atelier.engine.generate;

import org.jspecify.annotations.NullMarked;
