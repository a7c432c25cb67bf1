package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.TrainingConfig;
import java.util.List;

/** How a model's loss and its gradients are computed. */
interface Pass extends AutoCloseable {
    /** For an optimizer step with the parameters as they are now; what it keeps is owned by {@code step}. */
    Step begin(NDManager step);

    /** Whether activations are computed again on the way back. */
    boolean recomputes();

    /** Makes room for batches of up to so many tokens, so that none is made while training. */
    default void reserve(int tokens) {}

    @Override
    default void close() {}

    /** The micro-batches of one step. */
    interface Step {
        /**
         * Adds a micro-batch's gradients and returns its share of the step's loss.
         *
         * @param total sum of the loss weights over the whole step
         * @param seed of this micro-batch's dropout masks
         */
        double train(PackedBatch batch, double total, long seed);

        /** Without gradients. */
        Evaluation evaluate(PackedBatch batch);

        /** Sums so far, in the order of {@link Trainable#parameters()}. */
        List<NDArray> gradients();
    }

    /**
     * What a batch comes to.
     *
     * @param loss sum of weight x -log p
     * @param classes the likeliest class of each sequence; empty for a model that writes
     */
    record Evaluation(double loss, List<Integer> classes) {}

    /** The hand-written kernels where they compute this model and adapter, else autograd; {@code watch} is asked layer by layer and ends the work by what it throws. */
    static Pass of(Trainable trainable, TrainingConfig config, boolean recompute, Runnable watch) {
        return KernelPass.computes(trainable, config.maxLength()) ? new KernelPass(trainable, recompute, config.dropout(), watch)
                : new RecordedPass(trainable, config.dropout(), watch);
    }
}
