package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.UserError;
import dev.atelier.engine.model.Adapted;
import dev.atelier.engine.model.CausalModel;
import java.util.List;
import java.util.Map;

/** What training changes: adapters beside frozen weights, or the weights themselves. Masters are float32. */
interface Trainable extends AutoCloseable {
    /** Every array that is trained, in a fixed order. */
    List<NDArray> parameters();

    /** Copies in the compute type for the step that begins, owned by {@code step}. */
    Prepared prepare(NDManager step);

    /** The model as training has made it so far, for writing texts; arrays made for it are owned by {@code owner}. */
    Trained trained(NDManager owner);

    /** The values by name, for a checkpoint or the result. */
    Map<String, Values> values();

    /** Values that {@link #values()} gave, bit for bit. */
    void restore(Map<String, Values> values);

    /** Trained values. */
    default long size() {
        return parameters().stream().mapToLong(p -> p.getShape().size()).sum();
    }

    @Override
    void close();

    /** A model and the adapters beside its matrices, by module path. */
    record Trained(CausalModel model, Map<String, Adapted> adapters) {}

    /** An array's shape and float32 values. */
    record Values(long[] shape, float[] values) {
        /** Those called {@code name}; {@link UserError} when there are none. */
        static float[] of(Map<String, Values> values, String name) {
            var v = values.get(name);
            if (v == null) {
                throw UserError.of("checkpoint: wanted values for " + name, "none", "the checkpoint must be one of this run");
            }
            return v.values();
        }
    }

    /** What the kernels read in one step, and where their gradients go. */
    interface Prepared {
        NDArray embedding();

        NDArray norm();

        NDArray head();

        /** The nine arrays of a block. */
        List<NDArray> weights(int layer);

        /** The eleven arrays of a block's adapters; of rank 0 where there are none. */
        List<NDArray> adapters(int layer);

        /** Whether the weights themselves get gradients. */
        boolean full();

        /** Takes a block's gradients, in the order of what is trained in it. */
        void addLayer(int layer, List<NDArray> gradients);

        /** Takes the gradients of the final norm and the head; only when {@link #full}. */
        void addOutput(NDArray norm, NDArray head);

        /** Takes the gradient of the embedding's output, dx [T,H]; only when {@link #full}. */
        void addInput(NDArray dx, NDArray ids);

        /** Sums so far, in the order of {@link Trainable#parameters()}. */
        List<NDArray> gradients();
    }
}
