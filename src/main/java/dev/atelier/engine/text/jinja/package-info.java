/**
 * The part of Jinja that chat templates use, as transformers sets it up (trim_blocks, lstrip_blocks, loop controls, {@code generation} blocks):
 * lexer, parser, tree-walking evaluator. Templates come with models from strangers, so values are plain data, nothing reaches Java objects or
 * files, and {@link dev.atelier.engine.text.jinja.Budget} bounds time, steps and size.
 */
@NullMarked
package dev.atelier.engine.text.jinja;

import org.jspecify.annotations.NullMarked;
