package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.model.ModelConfig;

/**
 * Bytes to answer with a model.
 *
 * @param weights every value in the compute type
 * @param cache keys and values of every position in every layer, 2 x layers x key/value heads x head's width each: it grows with the conversation
 * @param logits of one position, float32
 * @param overhead Java and libtorch
 * @param textbookBytes N x M x 1.2: activations and cache taken as a fifth of the weights, however long the conversation
 */
public record InferenceMemory(long weights, long cache, long logits, long overhead, long totalBytes, long textbookBytes) {
    private static final double TEXTBOOK = 1.2;

    /** For a conversation of {@code tokens}; {@code precision} is F32 or BF16. */
    public static InferenceMemory of(ModelConfig model, long tokens, Precision precision) {
        long bytes = Computation.bytes(precision);
        long weights = model.parameters() * bytes;
        long cache = cachePerToken(model, precision) * tokens;
        long logits = (long) model.vocabSize() * Float.BYTES;
        return new InferenceMemory(weights, cache, logits, MemoryEstimate.OVERHEAD, weights + cache + logits + MemoryEstimate.OVERHEAD, textbook(model.parameters(), (double) bytes));
    }

    /** Bytes of the cache for one more token. */
    public static long cachePerToken(ModelConfig model, Precision precision) {
        return 2L * model.layers() * model.keyWidth() * Computation.bytes(precision);
    }

    /** Parameters x bytes x 1.2. */
    public static long textbook(long parameters, double bytes) {
        return Math.round((double) parameters * bytes * TEXTBOOK);
    }
}
