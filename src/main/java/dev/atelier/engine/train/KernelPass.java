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
    private static final int LOGITS_ALIVE = 8 << 20; // elements of a chunk of logits

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

    @Override
    public boolean recomputes() {
        return recompute;
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
                NDList x = inputs(scope, batch, 2);
                NDList kept = kept(scope, x.get(0), 0);
                kernels.run(scope, "embed", x.get(0), in.ids, trained.embedding()).close();
                for (int i = 0; i < config.layers(); i++) {
                    forward(x.get((i + 1) % 2), false, x.get(i % 2), kept, i, in, 0, 0);
                }
                return new Evaluation(loss(scope, x.get(config.layers() % 2), in, false).getFirst().getFloat(), List.of());
            }
        }

        @Override
        public double train(PackedBatch batch, double total, long seed) {
            try (var scope = step.newSubManager()) {
                var in = new Inputs(scope, batch, batch.shares(total));
                NDList x = inputs(scope, batch, config.layers() + 1);
                var kept = new ArrayList<NDList>();
                for (int i = 0; i < config.layers(); i++) {
                    kept.add(recompute && i > 0 ? kept.getFirst() : kept(scope, x.getFirst(), i));
                }
                kernels.run(scope, "embed", x.getFirst(), in.ids, trained.embedding()).close();
                for (int i = 0; i < config.layers(); i++) {
                    forward(x.get(i + 1), false, x.get(i), kept.get(i), i, in, dropout, seed);
                }
                NDList ends = loss(scope, x.getLast(), in, true);
                NDArray dx = ends.get(1);
                if (trained.full()) {
                    trained.addOutput(ends.get(2), ends.get(3));
                }
                for (int i = config.layers() - 1; i >= 0; i--) {
                    if (recompute && i < config.layers() - 1) { // the last layer's is still there
                        forward(x.get(i + 1), true, x.get(i), kept.get(i), i, in, dropout, seed);
                    }
                    try (NDArray dy = dx) {
                        dx = back(scope, dy, x.get(i), kept.get(i), i, in, seed);
                    }
                }
                if (trained.full()) {
                    trained.addInput(dx, in.ids);
                }
                return ends.getFirst().getFloat();
            }
        }

        /** Room for what a layer keeps, made before anything else so that no hole is left behind when what the layers worked with is freed. */
        private NDList kept(NDManager scope, NDArray like, int layer) {
            var b = trained.adapters(layer);
            long[] dims = {config.queryWidth(), config.keyWidth(), config.headDim(), config.hidden(), config.intermediate(), rank(b, 0), rank(b, 4), rank(b, 6), rank(b, 9)};
            return kernels.run(scope, "kept_room", like, b.getFirst(), dims);
        }

        private static long rank(List<NDArray> adapters, int a) {
            return adapters.get(a).getShape().get(0);
        }

        private NDList inputs(NDManager scope, PackedBatch batch, int count) {
            return kernels.run(scope, "inputs_room", trained.norm(), count, batch.tokens(), config.hidden());
        }

        /** Fills {@code kept}, and unless it was there before y, the block's output for x. */
        private void forward(NDArray y, boolean again, NDArray x, NDList kept, int layer, Inputs in, double drop, long seed) {
            watch.run();
            seed(drop, seed, layer);
            try (var block = step.newSubManager()) {
                kernels.run(block, "block_forward", y, !again, x, in.cos, in.sin, trained.weights(layer, block), trained.adapters(layer), kept, in.lengths, config.normEps(), drop);
            }
        }

        /** The gradient of a block's input from that of its output; those of what is trained in it are taken. */
        private NDArray back(NDManager scope, NDArray dy, NDArray x, NDList kept, int layer, Inputs in, long seed) {
            watch.run();
            seed(dropout, seed, layer);
            try (var block = step.newSubManager()) {
                NDList out = kernels.run(block, "block_backward", dy, x, in.cos, in.sin, trained.weights(layer, block), trained.adapters(layer), kept, in.lengths, dropout, trained.full());
                NDArray dx = out.removeFirst();
                dx.attach(scope);
                trained.addLayer(layer, out);
                return dx;
            }
        }

        /** [sum of weighted -log p, its gradient by x, and of what is trained in full by the norm and the head]. */
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
            Precision working = model.torch().working(model.precision());
            try (var like = model.torch().like(scope, working)) {
                ids = scope.create(batch.ids());
                cos = moved(scope.create(rope.cosines(batch.positions(), batch.reach()), new Shape(batch.tokens(), 1, d)), like, working);
                sin = moved(scope.create(rope.sines(batch.positions(), batch.reach(), d / 2), new Shape(batch.tokens(), 1, d / 2)), like, working);
                rows = scope.create(batch.rows());
                targets = scope.create(batch.targets());
                weights = scope.create(lossWeights);
                lengths = batch.lengths();
            }
        }

        private NDArray moved(NDArray x, NDArray like, Precision working) {
            if (working == Precision.F32) {
                return x;
            }
            try (x) {
                return kernels.one(x.getManager(), "moved", x, like);
            }
        }
    }
}
