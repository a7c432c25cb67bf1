package dev.atelier.engine.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.Operators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any model through autograd, block by block: forward without recording, keeping each block's input; on the way back each block is computed again,
 * recorded, and walked back from the sum of its output times the gradient that came (Chen et al. 2016). One block's recorded values are alive at a time.
 */
final class RecordedPass implements Pass {
    private static final int SCORES_ALIVE = 4 << 20; // elements of a chunk of logits
    private static final int OUTSIDE = -1; // the layer of what stands outside the blocks

    private final Trainable trainable;
    private final CausalModel model;
    private final ModelConfig config;
    private final Kernels kernels;
    private final double dropout;
    private final Runnable watch;
    private final List<String> names;
    private final int lowest;

    RecordedPass(Trainable trainable, double dropout, Runnable watch) {
        this.trainable = trainable;
        this.model = trainable.model();
        this.config = model.config();
        this.kernels = model.torch().kernels();
        this.dropout = dropout;
        this.watch = watch;
        this.names = trainable.names();
        this.lowest = names.stream().mapToInt(ModelConfig::layerOf).min().orElse(0);
    }

    @Override
    public Step begin(NDManager step) {
        return new Recording(step);
    }

    @Override
    public boolean recomputes() {
        return true;
    }

    /** Positions whose scores are made at once. */
    private int chunk() {
        return Math.clamp(SCORES_ALIVE / config.outputs(), 16, 512);
    }

    private final class Recording implements Step {
        private final NDManager step;
        private final Adapters now;
        private final GradientSums sums;

        Recording(NDManager step) {
            this.step = step;
            this.now = trainable.trained(step);
            this.sums = new GradientSums(kernels, step, trainable.gradients());
        }

        @Override
        public double train(PackedBatch batch, double total, long seed) {
            try (var scope = step.newSubManager(); var collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                var forward = model.pass(Operators.plain(kernels, scope, dropout), batch.lengths(), now);
                var recorded = model.pass(Operators.recorded(kernels, scope, dropout), batch.lengths(), now);
                var op = Operators.recorded(kernels, scope, 0);
                NDArray ids = scope.create(batch.ids(), new Shape(1, batch.tokens()));
                var inputs = new ArrayList<NDArray>();
                NDArray x = forward.embed(ids);
                for (int i = 0; i < config.layers(); i++) {
                    watch.run();
                    inputs.add(x);
                    seed(seed, i);
                    x = forward.block(x, i);
                }
                var ends = new Ends(scope, collector, recorded, op);
                NDArray dx = ends.scores(x, batch, batch.shares(total));
                x.close();
                for (int i = config.layers() - 1; i >= Math.max(0, lowest); i--) {
                    watch.run();
                    seed(seed, i);
                    NDArray input = inputs.removeLast();
                    dx = block(scope, collector, recorded, op, input, dx, i);
                    input.close();
                }
                if (lowest == OUTSIDE) {
                    ends.embed(ids, dx);
                }
                return ends.loss;
            }
        }

        private NDArray block(NDManager scope, GradientCollector collector, CausalModel.Pass recorded, Operators op, NDArray input, NDArray dx, int layer) {
            try (var inner = scope.newSubManager(); dx) {
                var leaves = leaves(inner, layer);
                NDArray x = leaf(inner, input);
                NDArray y = recorded.through(trainable.through(inner, name -> leaves.getOrDefault(name, trainable.master(name)))).block(x, layer);
                collector.backward(op.seed(y, normal(inner, dx)));
                add(leaves);
                NDArray gradient = x.getGradient();
                gradient.attach(scope);
                return gradient;
            }
        }

        /** What comes before and behind the blocks. */
        private final class Ends {
            private final NDManager scope;
            private final GradientCollector collector;
            private final CausalModel.Pass recorded;
            private final Operators op;
            private double loss;

            Ends(NDManager scope, GradientCollector collector, CausalModel.Pass recorded, Operators op) {
                this.scope = scope;
                this.collector = collector;
                this.recorded = recorded;
                this.op = op;
            }

            /** The loss by chunks of positions; returns its gradient by x [1,T,H]. */
            NDArray scores(NDArray x, PackedBatch batch, float[] shares) {
                NDArray dx = kernels.one(scope, "zeros_as", x);
                int chunk = chunk();
                for (int from = 0; from < shares.length; from += chunk) {
                    int to = Math.min(shares.length, from + chunk);
                    try (var inner = scope.newSubManager()) {
                        var leaves = leaves(inner, OUTSIDE);
                        NDArray rows = inner.create(Arrays.copyOfRange(batch.rows(), from, to));
                        NDArray some = leaf(inner, kernels.one(inner, "rows", x, rows));
                        var pass = recorded.through(trainable.through(inner, name -> leaves.getOrDefault(name, trainable.master(name))));
                        NDArray targets = inner.create(Arrays.copyOfRange(batch.targets(), from, to));
                        NDArray weights = inner.create(Arrays.copyOfRange(shares, from, to));
                        loss += walkedBack(inner, pass, some, targets, weights, leaves.values()).getFloat();
                        kernels.run(inner, "put_rows", dx, rows, some.getGradient()).close();
                        add(leaves);
                    }
                }
                return dx;
            }

            /** The loss of some positions, whose gradients and those of the leaves are there then; with a frozen output matrix autograd knows of nothing but what is before and behind it. */
            private NDArray walkedBack(NDManager inner, CausalModel.Pass pass, NDArray some, NDArray targets, NDArray weights, Collection<NDArray> leaves) {
                var head = pass.frozenOutput();
                if (head.isEmpty()) {
                    NDArray sum = op.weightedNll(pass.scores(some), targets, weights);
                    collector.backward(op.withAll(sum, leaves));
                    return sum;
                }
                var plain = Operators.plain(kernels, inner, 0);
                NDArray y = pass.output(some);
                NDArray products = leaf(inner, plain.scores(y, head.get()));
                NDArray sum = op.weightedNll(pass.capped(products), targets, weights);
                collector.backward(sum);
                collector.backward(op.withAll(op.seed(y, normal(inner, plain.scoresBack(products.getGradient(), y, head.get()))), leaves));
                return sum;
            }

            void embed(NDArray ids, NDArray dx) {
                try (var inner = scope.newSubManager(); dx) {
                    var leaves = leaves(inner, OUTSIDE);
                    NDArray x = recorded.through(trainable.through(inner, name -> leaves.getOrDefault(name, trainable.master(name)))).embed(ids);
                    collector.backward(op.withAll(op.seed(x, normal(inner, dx)), leaves.values()));
                    x.close();
                    add(leaves);
                }
            }
        }

        /** Copies that autograd gives gradients to, of what is trained in a layer. */
        private Map<String, NDArray> leaves(NDManager owner, int layer) {
            var out = new LinkedHashMap<String, NDArray>();
            for (String name : names) {
                if (ModelConfig.layerOf(name) == layer) {
                    out.put(name, leaf(owner, trainable.master(name)));
                }
            }
            return out;
        }

        private void add(Map<String, NDArray> leaves) {
            leaves.forEach((name, leaf) -> {
                try (NDArray gradient = leaf.getGradient()) {
                    sums.add(names.indexOf(name), List.of(gradient), new double[] {1});
                }
            });
        }

        @Override
        public Evaluation evaluate(PackedBatch batch) {
            try (var scope = step.newSubManager()) {
                var op = Operators.plain(kernels, scope, 0);
                var pass = model.pass(op, batch.lengths(), now);
                NDArray x = pass.embed(scope.create(batch.ids(), new Shape(1, batch.tokens())));
                for (int i = 0; i < config.layers(); i++) {
                    watch.run();
                    NDArray y = pass.block(x, i);
                    x.close();
                    x = y;
                }
                double loss = 0;
                var classes = new ArrayList<Integer>();
                int chunk = chunk();
                for (int from = 0; from < batch.weights().length; from += chunk) {
                    int to = Math.min(batch.weights().length, from + chunk);
                    try (var inner = scope.newSubManager()) {
                        var within = Operators.plain(kernels, inner, 0); // what it makes is gone with the chunk
                        NDArray scores = pass.within(inner).scores(within.rows(x, inner.create(Arrays.copyOfRange(batch.rows(), from, to))));
                        loss += within.weightedNll(scores, inner.create(Arrays.copyOfRange(batch.targets(), from, to)), inner.create(Arrays.copyOfRange(batch.weights(), from, to))).getFloat();
                        if (config.classifies()) {
                            classes.addAll(CausalModel.likeliest(scores.toFloatArray(), config.outputs()));
                        }
                    }
                }
                return new Evaluation(loss, classes);
            }
        }

        @Override
        public List<NDArray> gradients() {
            return sums.all();
        }
    }

    /** A copy that autograd stops at and gives a gradient to. */
    private static NDArray leaf(NDManager owner, NDArray array) {
        NDArray leaf = normal(owner, array);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** A copy made outside libtorch's inference mode, whose arrays autograd refuses. */
    private static NDArray normal(NDManager owner, NDArray array) {
        NDArray copy = array.duplicate();
        copy.attach(owner);
        return copy;
    }

    /** A layer's dropout masks are drawn anew on the way back: from the same seed. */
    private void seed(long seed, int layer) {
        if (dropout > 0) {
            model.torch().seed(Seeds.mix(seed, layer));
        }
    }
}
