package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Bias;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.domain.TrainingConfig.Recompute;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Part;
import dev.atelier.domain.model.Targets;
import dev.atelier.domain.model.TensorSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Bytes that a training run needs at its peak, by part. With T = micro_batch x max_length tokens at once, in the compute type except where said:
 *
 * <ul>
 * <li>weights: every value of the model; with quantization, of the blocks' matrices 4 bits a value and a float32 for every 64, or, the scales quantized
 * too, 8 bits for every 64 and a float32 for every 64 x 256 (Dettmers et al. 2023), or 8 bits and a float32 a row, and besides the matrices of one
 * block in the compute type; adapters: r (inputs + outputs) per adapted matrix and what is trained in full beside them, in float32;
 * <li>gradients: one float32 per trainable value; optimizer: two, for AdamW's means;
 * <li>activations: per layer and token what the backward pass reads again: the block's input, q, k, v, the attention's output, the state after it,
 * gate and up, one value of rank r per adapter, and in float32 each head's log-sum-exp and two norms' factors; with recomputation only the
 * blocks' inputs and one block's activations; and for the block at work the inner states of the feed-forward part and their gradients;
 * Models that the hand-written kernels do not compute go through autograd block by block, always with recomputation;
 * <li>logits: the loss is made in chunks of 16 to 512 tokens, about four million logits: they and their gradient in float32;
 * <li>overhead: Java, libtorch and the allocator's reserve, whatever the model.
 * </ul>
 */
public record MemoryEstimate(long parameters, long trainableParameters, long totalBytes, Parts parts) {
    private static final long LOGITS_AT_ONCE = 4 << 20;
    private static final long FLOAT = 4;
    private static final long BLOCK = 64; // weights of four bits that share a scale
    private static final long SCALES = 256; // scales that share one
    private static final long OVERHEAD = 400L << 20;

    /** The parts of {@code totalBytes}. */
    public record Parts(long weights, long adapters, long gradients, long optimizer, long activations, long logits, long overhead) {
        long total() {
            return weights + adapters + gradients + optimizer + activations + logits + overhead;
        }
    }

    /** {@code precision} is the one computed in: F32 or BF16; recompute=auto counts as off. */
    public static MemoryEstimate of(ModelConfig model, TrainingConfig config, Precision precision) {
        long bytes = switch (precision) {
            case F32 -> 4;
            case BF16 -> 2;
            case AUTO -> throw new IllegalArgumentException("precision has to be resolved for the machine first");
        };
        boolean full = config.method() == Method.FULL;
        long parameters = model.parameters();
        long trainable = full ? parameters : adapterParameters(model, config);
        var parts = new Parts(weights(model, config, bytes), trainable * (full && bytes == FLOAT ? 0 : FLOAT), trainable * FLOAT, trainable * 2 * FLOAT,
                tokens(model, config) * (model.plainLlama(config.maxLength()) && !config.useDora() ? kernels(model, config, bytes) : recorded(model, bytes)), logits(model, config), OVERHEAD);
        return new MemoryEstimate(parameters, trainable, parts.total(), parts);
    }

    /** Bytes to talk to the model in a conversation of so many tokens: weights, the keys and values kept, one token's logits, overhead. */
    public static long ofChat(ModelConfig model, long tokens, Precision precision) {
        long bytes = precision == Precision.F32 ? 4 : 2;
        return (model.parameters() + model.layers() * 2L * model.keyWidth() * tokens) * bytes + model.vocabSize() * FLOAT + OVERHEAD;
    }

    private static long weights(ModelConfig model, TrainingConfig config, long bytes) {
        if (config.quantization() == Quantization.NONE) {
            return model.parameters() * bytes;
        }
        var frozen = model.tensors().stream().filter(TensorSpec::linear).toList();
        long values = frozen.stream().mapToLong(TensorSpec::elements).sum();
        long block = frozen.stream().collect(Collectors.groupingBy(spec -> ModelConfig.layerOf(spec.name()), Collectors.summingLong(TensorSpec::elements))).values().stream()
                .mapToLong(Long::longValue).max().orElse(0);
        return frozen.stream().mapToLong(spec -> stored(spec, config)).sum() + (model.parameters() - values + block) * bytes;
    }

    private static long stored(TensorSpec matrix, TrainingConfig config) {
        if (config.quantization() == Quantization.INT8) {
            return matrix.elements() + matrix.shape()[0] * FLOAT;
        }
        long scales = Math.ceilDiv(matrix.elements(), BLOCK);
        return matrix.elements() / 2 + (config.doubleQuant() ? scales + Math.ceilDiv(scales, SCALES) * FLOAT : scales * FLOAT);
    }

    private static long tokens(ModelConfig model, TrainingConfig config) {
        return (long) config.microBatch() * Math.min(config.maxLength(), model.maxPositions());
    }

    private static long logits(ModelConfig model, TrainingConfig config) {
        if (model.classifies()) {
            return (long) config.microBatch() * model.labels().size() * FLOAT * 2;
        }
        long chunk = Math.clamp(LOGITS_AT_ONCE / model.vocabSize(), 16, 512);
        return Math.min(chunk, tokens(model, config)) * model.vocabSize() * FLOAT * 2;
    }

    private static long adapterParameters(ModelConfig model, TrainingConfig config) {
        var targets = Targets.matching(model, config);
        return targets.stream().mapToLong(t -> t.linear().adapterSize(t.rank()) + (config.useDora() ? t.linear().out() : 0)).sum() + beside(model, config, targets);
    }

    /** Values trained in full beside the adapters: a classifier's head, modules_to_save, biases. */
    private static long beside(ModelConfig model, TrainingConfig config, List<Targets.Target> targets) {
        Set<String> biases = targets.stream().map(t -> t.linear().path() + ".bias").collect(Collectors.toSet());
        return model.tensors().stream().filter(tensor -> model.classifies() && tensor.part() == Part.HEAD
                || config.modulesToSave().stream().anyMatch(module -> ("." + tensor.name()).contains("." + module + "."))
                || tensor.name().endsWith(".bias") && (config.bias() == Bias.ALL || config.bias() == Bias.LORA_ONLY && biases.contains(tensor.name()))).mapToLong(TensorSpec::elements).sum();
    }

    /** Per token, with the hand-written kernels. */
    private static long kernels(ModelConfig model, TrainingConfig config, long bytes) {
        long adapters = config.method() == Method.FULL ? 0 : Targets.matching(model, config).stream().mapToLong(Targets.Target::rank).sum() / model.layers();
        long kept = 2L * model.hidden() + 2L * model.queryWidth() + 2L * model.keyWidth() + 2L * model.intermediate() + adapters; // x, x1, q, o, k, v, gate, up, A x
        long perLayer = kept * bytes + (model.heads() + 2) * FLOAT;
        long working = (4L * model.hidden() + 4L * model.intermediate()) * bytes; // of the block at work: silu(gate) up, gradients of gate, up, x and between
        return working + (config.recompute() == Recompute.ON ? (long) model.layers() * model.hidden() * bytes + perLayer : model.layers() * perLayer);
    }

    /** Per token, with autograd: every block's input, and of the block at work what autograd keeps (norms in float32) and as much again for gradients. */
    private static long recorded(ModelConfig model, long bytes) {
        long kept = (6L * model.hidden() + 8L * model.queryWidth() + 4L * model.keyWidth() + 4L * model.intermediate()) * bytes + 6L * model.hidden() * FLOAT;
        return (long) model.layers() * model.hidden() * bytes + 2 * kept;
    }
}
