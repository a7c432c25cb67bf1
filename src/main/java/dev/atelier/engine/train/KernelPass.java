package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Rope;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.Precision;
import dev.atelier.engine.model.CausalModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Llama's block with hand-written kernels, forward and back. Per layer either everything the way back needs is kept, or, with recomputation (Chen et
 * al. 2016), only the layer's input.
 */
final class KernelPass implements Pass {
    private static final int LOGITS_ALIVE = 4 << 20; // elements of a chunk of logits

    private final Trainable trainable;
    private final CausalModel model;
    private final ModelConfig config;
    private final Rope rope;
    private final Kernels kernels;
    private final boolean recompute;
    private final double dropout;
    private final Runnable watch;

    KernelPass(Trainable trainable, boolean recompute, double dropout, Runnable watch) {
        this.trainable = trainable;
        this.model = trainable.model();
        this.config = model.config();
        this.rope = Objects.requireNonNull(config.layerKinds().getFirst().rope());
        this.kernels = model.torch().kernels();
        this.recompute = recompute;
        this.dropout = dropout;
        this.watch = watch;
    }

    /** Whether the kernels compute this: a decoder that does nothing otherwise than Llama on sequences of up to {@code maxLength}, plain LoRA or every weight. */
    static boolean computes(Trainable trainable, int maxLength) {
        var adaptation = trainable.adaptation();
        return trainable.model().config().plainLlama(maxLength) && (trainable.full() || !adaptation.dora() && adaptation.instead().isEmpty());
    }

    @Override
    public Step begin(NDManager step) {
        return new Kernelled(step, trainable.full() ? new PreparedWeights(trainable, step) : new PreparedAdapters(trainable, step));
    }

    /** What the kernels read in one step, and where their gradients go. */
    interface Prepared {
        NDArray embedding();

        NDArray norm();

        NDArray head();

        /** The nine arrays of a block; those made for it are owned by {@code owner}. */
        List<NDArray> weights(int layer, NDManager owner);

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

    private final class Kernelled implements Step {
        private final NDManager step;
        private final Prepared trained;

        Kernelled(NDManager step, Prepared trained) {
            this.step = step;
            this.trained = trained;
        }

        @Override
        public Evaluation evaluate(PackedBatch batch) {
            try (var scope = step.newSubManager()) {
                var in = new Inputs(scope, batch, batch.weights());
                NDArray x = kernels.one(scope, "embed", in.ids, trained.embedding());
                for (int i = 0; i < config.layers(); i++) {
                    try (var block = scope.newSubManager()) {
                        x = keepFirst(forward(scope, x, i, trained.weights(i, block), in, 0, 0));
                    }
                }
                return new Evaluation(loss(scope, x, in, false).getFirst().getFloat(), List.of());
            }
        }

        @Override
        public double train(PackedBatch batch, double total, long seed) {
            try (var scope = step.newSubManager()) {
                var in = new Inputs(scope, batch, batch.shares(total));
                var saved = new ArrayList<NDList>();
                NDArray x = kernels.one(scope, "embed", in.ids, trained.embedding());
                for (int i = 0; i < config.layers(); i++) {
                    try (var block = scope.newSubManager()) {
                        var out = forward(scope, x, i, trained.weights(i, block), in, dropout, seed);
                        saved.add(recompute ? new NDList(x) : out);
                        x = recompute ? keepFirst(out) : out.removeFirst();
                    }
                }
                NDList ends = loss(scope, x, in, true);
                NDArray dx = ends.get(1);
                if (trained.full()) {
                    trained.addOutput(ends.get(2), ends.get(3));
                }
                x.close();
                for (int i = config.layers() - 1; i >= 0; i--) {
                    dx = back(scope, dx, saved.removeLast(), i, in, seed);
                }
                if (trained.full()) {
                    trained.addInput(dx, in.ids);
                }
                return ends.getFirst().getFloat();
            }
        }

        private NDArray back(NDManager scope, NDArray dy, NDList saved, int layer, Inputs in, long seed) {
            try (var block = scope.newSubManager()) {
                var weights = trained.weights(layer, block);
                NDList kept = saved;
                if (recompute) {
                    kept = forward(scope, saved.getFirst(), layer, weights, in, dropout, seed);
                    kept.removeFirst().close();
                    saved.close();
                }
                return backward(scope, dy, kept, layer, weights, in, seed);
            }
        }

        private NDList forward(NDManager scope, NDArray x, int layer, List<NDArray> weights, Inputs in, double drop, long seed) {
            watch.run();
            seed(drop, seed, layer);
            return kernels.run(scope, "block_forward", x, in.cos, in.sin, weights, trained.adapters(layer), in.lengths, config.normEps(), drop);
        }

        private NDArray backward(NDManager scope, NDArray dy, NDList kept, int layer, List<NDArray> weights, Inputs in, long seed) {
            watch.run();
            seed(dropout, seed, layer);
            NDList out = kernels.run(scope, "block_backward", dy, in.cos, in.sin, weights, trained.adapters(layer), kept, in.lengths, dropout, trained.full());
            kept.close();
            dy.close();
            NDArray dx = out.removeFirst();
            trained.addLayer(layer, out);
            out.close();
            return dx;
        }

        private NDList loss(NDManager scope, NDArray x, Inputs in, boolean backward) {
            long chunk = Math.clamp(LOGITS_ALIVE / config.vocabSize(), 16, 512);
            return kernels.run(scope, "loss", x, in.rows, in.targets, in.weights, trained.norm(), trained.head(), config.normEps(), chunk, trained.full(), backward);
        }

        @Override
        public List<NDArray> gradients() {
            return trained.gradients();
        }
    }

    /** The masks of a layer are drawn anew on the way back: from the same seed. */
    private void seed(double drop, long seed, int layer) {
        if (drop > 0) {
            model.torch().seed(Seeds.mix(seed, layer));
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
                cos = moved(scope, scope.create(rope.cosines(batch.positions(), batch.reach()), new Shape(batch.tokens(), 1, d)), like);
                sin = moved(scope, scope.create(rope.sines(batch.positions(), batch.reach(), d / 2), new Shape(batch.tokens(), 1, d / 2)), like);
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
