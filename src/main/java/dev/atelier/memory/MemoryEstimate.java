package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.Precision;

/**
 * Bytes that a training run needs at its peak, by part. With T = micro_batch x max_length tokens at once, in the compute type except where said:
 *
 * <ul>
 * <li>weights: every value of the model; adapters: r (inputs + outputs) per adapted matrix, in float32;
 * <li>gradients: one float32 per trainable value; optimizer: two, for AdamW's means;
 * <li>activations: per layer and token what the backward pass reads again: the block's input, q, k, v, the attention's output, the state after it,
 * gate and up, one value of rank r per adapter, and in float32 each head's log-sum-exp and two norms' factors; with recomputation only the
 * blocks' inputs and one block's activations; and for the block at work the inner states of the feed-forward part and their gradients;
 * <li>logits: the loss is made in chunks of 16 to 512 tokens, about four million logits: they and their gradient in float32;
 * <li>overhead: Java, libtorch and the allocator's reserve, whatever the model.
 * </ul>
 */
public record MemoryEstimate(long parameters, long trainableParameters, long totalBytes, Parts parts) {
    private static final long LOGITS_AT_ONCE = 4 << 20;
    private static final long FLOAT = 4;
    private static final long OVERHEAD = 400L << 20;

    /** The parts of {@code totalBytes}. */
    public record Parts(long weights, long adapters, long gradients, long optimizer, long activations, long logits, long overhead) {
        long total() {
            return weights + adapters + gradients + optimizer + activations + logits + overhead;
        }
    }

    /** {@code precision} is the one computed in: F32 or BF16. */
    public static MemoryEstimate of(ModelShape shape, TrainingConfig config, Precision precision) {
        long bytes = switch (precision) {
            case F32 -> 4;
            case BF16 -> 2;
            case AUTO -> throw new IllegalArgumentException("precision has to be resolved for the machine first");
        };
        boolean full = config.method() == Method.FULL;
        long trainable = full ? shape.parameters() : adapterParameters(shape, config);
        var parts = new Parts(shape.parameters() * bytes, trainable * (full && bytes == FLOAT ? 0 : FLOAT), trainable * FLOAT, trainable * 2 * FLOAT,
                activations(shape, config, bytes), logits(shape, config), OVERHEAD);
        return new MemoryEstimate(shape.parameters(), trainable, parts.total(), parts);
    }

    /** Bytes to talk to the model in a conversation of so many tokens: weights, the keys and values kept, one token's logits, overhead. */
    public static long ofChat(ModelShape shape, long tokens, Precision precision) {
        long bytes = precision == Precision.F32 ? 4 : 2;
        return (shape.parameters() + shape.layers() * 2 * shape.keyWidth() * tokens) * bytes + shape.vocab() * FLOAT + OVERHEAD;
    }

    private static long tokens(TrainingConfig config) {
        return (long) config.microBatch() * config.maxLength();
    }

    private static long logits(ModelShape shape, TrainingConfig config) {
        long chunk = Math.clamp(LOGITS_AT_ONCE / shape.vocab(), 16, 512);
        return Math.min(chunk, tokens(config)) * shape.vocab() * FLOAT * 2;
    }

    private static long adapterParameters(ModelShape shape, TrainingConfig config) {
        long sum = 0;
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (var module : shape.linearLayers().entrySet()) {
                if (config.targetModules().contains(module.getKey())) {
                    sum += rank(config, layer, module.getKey()) * (module.getValue()[0] + module.getValue()[1]);
                }
            }
        }
        return sum;
    }

    private static long rank(TrainingConfig config, int layer, String module) {
        String path = "layers." + layer + (module.matches("[qkvo]_proj") ? ".self_attn." : ".mlp.") + module;
        return config.rankPattern().entrySet().stream().filter(entry -> ("." + path).endsWith("." + entry.getKey())).findFirst().map(entry -> entry.getValue()).orElse(config.rank());
    }

    private static long activations(ModelShape shape, TrainingConfig config, long bytes) {
        long adapters = config.method() == Method.FULL ? 0 : (long) config.rank() * config.targetModules().size();
        long kept = 2 * shape.hidden() + 2 * shape.queryWidth() + 2 * shape.keyWidth() + 2 * shape.intermediate() + adapters; // x, x1, q, o, k, v, gate, up, A x
        long perLayer = kept * bytes + (shape.heads() + 2) * FLOAT;
        long working = (4 * shape.hidden() + 4 * shape.intermediate()) * bytes; // of the block at work: silu(gate) up, gradients of gate, up, x and between
        long allLayers = config.recompute() ? shape.layers() * shape.hidden() * bytes + perLayer : shape.layers() * perLayer;
        return tokens(config) * (allLayers + working);
    }
}
