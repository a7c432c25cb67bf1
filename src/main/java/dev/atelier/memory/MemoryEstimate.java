package dev.atelier.memory;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.TrainingConfig.Recompute;
import dev.atelier.domain.model.ModelConfig;

/**
 * Bytes that a training run holds at its peak, by part. With T = micro_batch x max_length tokens at once:
 *
 * <ul>
 * <li>weights: {@link WeightMemory}, and the room one quantized block is brought into full numbers in; of full fine-tuning the copy in bf16, if that is computed in;
 * <li>adapters: what is trained, in float32, and of adapters the copies that a step computes with;
 * <li>gradients: one float32 per trained value; optimizer: {@link OptimizerMemory};
 * <li>activations: what the way forward keeps for the way back, {@link KernelMemory} or, for what the hand-written kernels do not compute, {@link AutogradMemory};
 * <li>logits: the loss is made in chunks of 16 to 512 positions: one chunk's logits in float32;
 * <li>workspace: the room that a block or the loss works in, what is made and freed there besides, and the program's own pages that training is the first to touch;
 * <li>overhead: Java and libtorch before a model is loaded.
 * </ul>
 *
 * @param keepingBytes where recompute=auto computes activations again: what the run would need to keep them; else 0
 */
public record MemoryEstimate(long parameters, long trainableParameters, long totalBytes, Parts parts, long keepingBytes) {
    /** Java and libtorch, started: measured. */
    static final long OVERHEAD = 250L << 20;
    /** Code that is run, buffers that are made at the first step: measured. */
    private static final long FIRST_STEP = 66L << 20;

    /** The parts of {@code totalBytes}. */
    public record Parts(long weights, long adapters, long gradients, long optimizer, long activations, long logits, long workspace, long overhead) {
        long total() {
            return weights + adapters + gradients + optimizer + activations + logits + workspace + overhead;
        }
    }

    /** What {@code config} asks of {@code model}; recompute=auto counts as off: {@link Setup} knows what it comes to. */
    public static MemoryEstimate of(ModelConfig model, TrainingConfig config, Computation computation) {
        return of(model, config, computation, Trained.of(model, config));
    }

    /** The same where it is known already what {@code config} trains. */
    static MemoryEstimate of(ModelConfig model, TrainingConfig config, Computation computation, Trained trained) {
        boolean full = config.method() == Method.FULL;
        long bytes = computation.bytes();
        boolean kernels = model.plainLlama(config.maxLength()) && !config.useDora() && trained.beside() == 0;
        long longest = Math.min(config.maxLength(), model.maxPositions());
        long tokens = config.microBatch() * longest;
        PassMemory pass = kernels ? new KernelMemory(model, computation, trained, tokens, longest, full, config.recompute() == Recompute.ON).memory()
                : new AutogradMemory(model, config, computation, trained, tokens, longest).memory();
        long weights = full ? bytes == Float.BYTES ? 0 : model.parameters() * bytes : WeightMemory.kept(model, config, bytes) + WeightMemory.room(model, config, bytes);
        long copies = !full && kernels ? trained.values() * computation.workingBytes() : 0;
        long workspace = pass.room() + FIRST_STEP + pass.passing();
        var parts = new Parts(weights, trained.values() * Float.BYTES + copies, trained.values() * Float.BYTES, Math.round(trained.values() * OptimizerMemory.perValue(config.optimizer())),
                pass.kept(), pass.logits(), workspace, OVERHEAD);
        return new MemoryEstimate(model.parameters(), trained.values(), parts.total(), parts, 0);
    }

    /** This one of a run that computes activations again because {@code kept} does not fit. */
    MemoryEstimate insteadOf(MemoryEstimate kept) {
        return new MemoryEstimate(parameters, trainableParameters, totalBytes, parts, kept.totalBytes > totalBytes ? kept.totalBytes : 0);
    }

    /** Bytes to talk to the model in a conversation of so many tokens: {@link InferenceMemory}. */
    public static long ofChat(ModelConfig model, long tokens, Precision precision) {
        return InferenceMemory.of(model, tokens, precision).totalBytes();
    }
}
