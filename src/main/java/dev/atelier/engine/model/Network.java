package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import dev.atelier.domain.model.ModelConfig;

/**
 * What computes a form of model, operator by operator, so that autograd can record it: generation and training run it, and hand-written training kernels
 * are tested against it. x is [B, S, H].
 */
interface Network {
    /** Token ids [B, S] to the first block's input. */
    NDArray embed(Modules model, NDArray ids, Tokens at);

    /** One block. */
    NDArray block(Modules model, NDArray x, Tokens at, int layer);

    /** The last block's output, all positions or some, to what the output matrix is given. */
    NDArray output(Modules model, NDArray x, Tokens at);

    /** Products with the output matrix to scores. */
    default NDArray capped(Operators op, NDArray scores, Tokens at) {
        return scores;
    }

    /** The last block's output to float32 scores: of every token of the vocabulary or of every class. */
    default NDArray scores(Modules model, NDArray x, Tokens at) {
        return capped(model.op(), model.op().scores(output(model, x, at), model.table(Weights.HEAD)), at);
    }

    /** The path of a block's modules. */
    String block(int layer);

    static Network of(ModelConfig config) {
        return switch (config.form()) {
            case DECODER -> new DecoderNetwork(config);
            case GPT2 -> new Gpt2Network(config);
            case ENCODER -> new EncoderNetwork(config);
        };
    }
}
