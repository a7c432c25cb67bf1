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
import java.util.List;
import java.util.Objects;

/**
 * Llama's block with hand-written kernels, forward and back. Per layer either everything the way back needs is kept, or, with recomputation (Chen et
 * al. 2016), only the layer's input.
 */
final class KernelPass implements Pass {
    private final Trainable trainable;
    private final CausalModel model;
    private final ModelConfig config;
    private final Rope rope;
    private final Kernels kernels;
    private final boolean recompute;
    private final double dropout;
    private final Runnable watch;
    private final ActivationRoom room;

    KernelPass(Trainable trainable, boolean recompute, double dropout, Runnable watch) {
        this.trainable = trainable;
        this.model = trainable.model();
        this.config = model.config();
        this.rope = Objects.requireNonNull(config.layerKinds().getFirst().rope());
        this.kernels = model.torch().kernels();
        this.recompute = recompute;
        this.dropout = dropout;
        this.watch = watch;
        this.room = new ActivationRoom(model, recompute ? 1 : config.layers());
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

    @Override
    public void reserve(int tokens) {
        room.reserve(tokens);
    }

    @Override
    public void close() {
        room.close();
    }

    /** What the kernels read in one step, and where their gradients go. */
    interface Prepared {
        /** A table's parts. */
        List<NDArray> embedding();

        NDArray norm();

        /** A table's parts. */
        List<NDArray> head();

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
                var on = new Batch(scope, batch, batch.weights(), false, 0, 0);
                NDList x = on.cut.inputs();
                for (int i = 0; i < config.layers(); i++) {
                    on.forward(x.get((i + 1) % 2), x.get(i % 2), i, false);
                }
                return new Evaluation(on.loss(x.get(config.layers() % 2), false).getFirst().getFloat(), List.of());
            }
        }

        @Override
        public double train(PackedBatch batch, double total, long seed) {
            try (var scope = step.newSubManager()) {
                var on = new Batch(scope, batch, batch.shares(total), true, dropout, seed);
                NDList x = on.cut.inputs();
                for (int i = 0; i < config.layers(); i++) {
                    on.forward(x.get(i + 1), x.get(i), i, false);
                }
                NDList ends = on.loss(x.getLast(), true);
                if (trained.full()) {
                    trained.addOutput(ends.get(1), ends.get(2));
                    ends.get(2).close(); // as large as the vocabulary
                }
                for (int i = config.layers() - 1; i >= 0; i--) {
                    if (recompute && i < config.layers() - 1) { // the last layer's is still there
                        on.forward(x.get(i + 1), x.get(i), i, true);
                    }
                    on.back(x.get(i), i);
                }
                if (trained.full()) {
                    trained.addInput(on.cut.gradient(), on.in.ids);
                }
                return ends.getFirst().getFloat();
            }
        }

        /** A batch on its way. */
        private final class Batch {
            private final NDManager scope;
            private final Inputs in;
            private final ActivationRoom.Cut cut;
            private final double dropout;
            private final long seed;

            Batch(NDManager scope, PackedBatch batch, float[] lossWeights, boolean keep, double dropout, long seed) {
                this.scope = scope;
                this.in = new Inputs(scope, batch, lossWeights);
                this.cut = room.cut(scope, batch.tokens(), trained, keep);
                this.dropout = dropout;
                this.seed = seed;
                kernels.run(scope, "embed", cut.inputs().getFirst(), in.ids, trained.embedding()).close();
            }

            /** Fills what is kept of the layer, and unless it was there before y, the block's output for x. */
            void forward(NDArray y, NDArray x, int layer, boolean again) {
                watch.run();
                seed(dropout, seed, layer);
                try (var block = step.newSubManager()) {
                    kernels.run(block, "block_forward", y, !again, x, in.cos, in.sin, trained.weights(layer, block), trained.adapters(layer), cut.kept(layer), cut.work(), in.lengths,
                            config.normEps(), dropout);
                }
            }

            /** Takes the gradient of the block's output to its input; those of what is trained in it are taken. */
            void back(NDArray x, int layer) {
                watch.run();
                seed(dropout, seed, layer);
                try (var block = step.newSubManager()) {
                    trained.addLayer(layer, kernels.run(block, "block_backward", x, in.cos, in.sin, trained.weights(layer, block), trained.adapters(layer), cut.kept(layer), cut.work(), in.lengths,
                            dropout, trained.full()));
                }
            }

            /** [sum of weighted -log p, and of what is trained in full the gradients of the norm and the head]; that of x is where the way back begins. */
            NDList loss(NDArray x, boolean backward) {
                return kernels.run(scope, "loss", x, in.rows, in.targets, in.weights, trained.norm(), trained.head(), cut.work(), config.normEps(), room.chunk(), trained.full(), backward);
            }
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
