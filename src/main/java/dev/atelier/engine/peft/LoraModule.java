package dev.atelier.engine.peft;

/**
 * One matrix W [out, in] of a model and the adapter beside it: W + scale B A, A [rank, in], B [out, rank]; rank 0 is none.
 *
 * @param path Hugging Face's module path, such as {@code model.layers.0.self_attn.q_proj}
 */
public record LoraModule(String path, int in, int out, int rank, double scale) {}
