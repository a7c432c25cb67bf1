/** Tokenizers and chat templates: text to token ids and back. */
@NullMarked
package dev.atelier.engine.text;

import org.jspecify.annotations.NullMarked;
