package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.Precision;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.ModelConfig;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * One micro-batch through the model and back with the hand-written kernels. Per layer either everything the way back needs is kept, or, with
 * recomputation (Chen et al. 2016), only the layer's input.
 */
final class TrainingPass {
    private static final int LOGITS_ALIVE = 4 << 20; // elements of a chunk of logits

    private final CausalModel model;
    private final ModelConfig config;
    private final Kernels kernels;
    private final boolean recompute;
    private final double dropout;
    private final BooleanSupplier cancelled;

    TrainingPass(CausalModel model, boolean recompute, double dropout, BooleanSupplier cancelled) {
        this.model = model;
        this.config = model.config();
        this.kernels = model.torch().kernels();
        this.recompute = recompute;
        this.dropout = dropout;
        this.cancelled = cancelled;
    }

    /** Sum of weight x -log p over the batch, without gradients. */
    double evaluate(NDManager owner, PackedBatch batch, Trainable.Prepared trained) {
        try (var scope = owner.newSubManager()) {
            var in = new Inputs(scope, batch, batch.weights());
            NDArray x = kernels.one(scope, "embed", in.ids, trained.embedding());
            for (int i = 0; i < config.layers(); i++) {
                x = keepFirst(forward(scope, x, i, in, trained, 0, 0));
            }
            return loss(scope, x, in, trained, false).getFirst().getFloat();
        }
    }

    /**
     * Adds the batch's gradients to {@code trained} and returns its share of the step's loss.
     *
     * @param total sum of the loss weights over the whole step
     * @param seed of this micro-batch's dropout masks
     */
    double train(NDManager owner, PackedBatch batch, Trainable.Prepared trained, double total, long seed) {
        try (var scope = owner.newSubManager()) {
            var in = new Inputs(scope, batch, batch.shares(total));
            var saved = new ArrayList<NDList>();
            NDArray x = kernels.one(scope, "embed", in.ids, trained.embedding());
            for (int i = 0; i < config.layers(); i++) {
                var out = forward(scope, x, i, in, trained, dropout, seed);
                saved.add(recompute ? new NDList(x) : out);
                x = recompute ? keepFirst(out) : out.removeFirst();
            }
            NDList ends = loss(scope, x, in, trained, true);
            NDArray dx = ends.get(1);
            if (trained.full()) {
                trained.addOutput(ends.get(2), ends.get(3));
            }
            x.close();
            for (int i = config.layers() - 1; i >= 0; i--) {
                NDList kept = saved.removeLast();
                if (recompute) {
                    NDList again = forward(scope, kept.getFirst(), i, in, trained, dropout, seed);
                    again.removeFirst().close();
                    kept.close();
                    kept = again;
                }
                dx = backward(scope, dx, kept, i, in, trained, seed);
            }
            if (trained.full()) {
                trained.addInput(dx, in.ids);
            }
            return ends.getFirst().getFloat();
        }
    }

    private NDList forward(NDManager scope, NDArray x, int layer, Inputs in, Trainable.Prepared trained, double drop, long seed) {
        checkCancelled();
        seed(drop, seed, layer);
        return kernels.run(scope, "block_forward", x, in.cos, in.sin, trained.weights(layer), trained.adapters(layer), in.lengths, config.normEps(), drop);
    }

    private NDArray backward(NDManager scope, NDArray dy, NDList kept, int layer, Inputs in, Trainable.Prepared trained, long seed) {
        checkCancelled();
        seed(dropout, seed, layer);
        NDList out = kernels.run(scope, "block_backward", dy, in.cos, in.sin, trained.weights(layer), trained.adapters(layer), kept, in.lengths, dropout, trained.full());
        kept.close();
        dy.close();
        NDArray dx = out.removeFirst();
        trained.addLayer(layer, out);
        out.close();
        return dx;
    }

    private NDList loss(NDManager scope, NDArray x, Inputs in, Trainable.Prepared trained, boolean backward) {
        long chunk = Math.clamp(LOGITS_ALIVE / config.vocabSize(), 16, 512);
        return kernels.run(scope, "loss", x, in.rows, in.targets, in.weights, trained.norm(), trained.head(), config.normEps(), chunk, trained.full(), backward);
    }

    /** The masks of a layer are drawn anew on the way back: from the same seed. */
    private void seed(double drop, long seed, int layer) {
        if (drop > 0) {
            model.torch().seed(Seeds.mix(seed, layer));
        }
    }

    private void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
    }

    private static NDArray keepFirst(NDList list) {
        NDArray first = list.removeFirst();
        list.close();
        return first;
    }

    /** A batch on the device. */
    private final class Inputs {
        final NDArray ids; // [T]
        final NDArray cos; // [T,1,d]
        final NDArray sin; // [T,1,d/2]
        final NDArray rows; // [N]
        final NDArray targets; // [N]
        final NDArray weights; // [N]
        final long[] lengths;

        Inputs(NDManager scope, PackedBatch batch, float[] lossWeights) {
            int d = config.headDim();
            try (var like = model.torch().like(scope, model.precision())) {
                ids = scope.create(batch.ids());
                cos = moved(scope, scope.create(config.rope().cosines(batch.positions()), new Shape(batch.tokens(), 1, d)), like);
                sin = moved(scope, scope.create(config.rope().sines(batch.positions(), d / 2), new Shape(batch.tokens(), 1, d / 2)), like);
                rows = scope.create(batch.rows());
                targets = scope.create(batch.targets());
                weights = scope.create(lossWeights);
                lengths = batch.lengths();
            }
        }

        private NDArray moved(NDManager scope, NDArray x, NDArray like) {
            if (model.precision() == Precision.F32) {
                return x;
            }
            try (x) {
                return kernels.one(scope, "moved", x, like);
            }
        }
    }
}
