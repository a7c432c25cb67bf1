package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.Weights;
import dev.atelier.engine.peft.LoraAdapter;
import dev.atelier.engine.peft.LoraLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains every weight: float32 masters, copied into the compute type at the start of each step. */
final class FullTrainable implements Trainable {
    private static final int PER_LAYER = 9;

    private final CausalModel model;
    private final NDManager manager;
    private final List<Weights.Spec> specs;
    private final List<NDArray> masters = new ArrayList<>();
    private final LoraAdapter none;

    FullTrainable(CausalModel model, TensorSource source, TrainingConfig settings) {
        this.model = model;
        Torch torch = model.torch();
        this.manager = torch.manager().newSubManager();
        this.specs = Weights.specs(model.config());
        this.none = LoraAdapter.of(torch, LoraLayout.of(model.config(), settings), Map.of());
        for (var spec : specs) {
            try (var lent = manager.create(source.floats(spec.name()), new Shape(spec.shape()))) {
                masters.add(lent.duplicate()); // see LoraAdapter
            }
        }
    }

    @Override
    public List<NDArray> parameters() {
        return masters;
    }

    @Override
    public Prepared prepare(NDManager step) {
        return new PreparedWeights(step);
    }

    @Override
    public Trained trained(NDManager owner) {
        return new Trained(model.with(owner, Weights.of(model.config(), copies(owner))), Map.of());
    }

    /** The masters in the compute type. */
    private List<NDArray> copies(NDManager owner) {
        return model.torch().kernels().run(owner, "prepared", masters, ones(masters.size()), model.precision().scalarType());
    }

    private static double[] ones(int n) {
        var ones = new double[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public Map<String, Values> values() {
        var out = new LinkedHashMap<String, Values>();
        for (int i = 0; i < specs.size(); i++) {
            out.put(specs.get(i).name(), new Values(specs.get(i).shape(), masters.get(i).toFloatArray()));
        }
        return out;
    }

    @Override
    public void restore(Map<String, Values> values) {
        for (int i = 0; i < specs.size(); i++) {
            masters.get(i).set(Values.of(values, specs.get(i).name()));
        }
    }

    @Override
    public void close() {
        none.close();
        manager.close();
    }

    private final class PreparedWeights implements Prepared {
        private final Torch torch = model.torch();
        private final NDManager step;
        private final Weights weights;
        private final List<List<NDArray>> noAdapters = new ArrayList<>();
        private final GradientSums sums;

        PreparedWeights(NDManager step) {
            this.step = step;
            weights = Weights.of(model.config(), copies(step));
            sums = new GradientSums(torch.kernels(), step, masters.size());
            for (int i = 0; i < none.layers(); i++) {
                noAdapters.add(torch.kernels().run(step, "prepared", none.layer(i), none.scales(i), model.precision().scalarType()));
            }
        }

        @Override
        public NDArray embedding() {
            return weights.embedding();
        }

        @Override
        public NDArray norm() {
            return weights.norm();
        }

        @Override
        public NDArray head() {
            return weights.head();
        }

        @Override
        public List<NDArray> weights(int layer) {
            return weights.layers().get(layer).list();
        }

        @Override
        public List<NDArray> adapters(int layer) {
            return noAdapters.get(layer);
        }

        @Override
        public boolean full() {
            return true;
        }

        @Override
        public void addLayer(int layer, List<NDArray> gradients) {
            sums.add(1 + layer * PER_LAYER, gradients, ones(PER_LAYER));
        }

        @Override
        public void addOutput(NDArray norm, NDArray head) {
            int at = 1 + model.config().layers() * PER_LAYER;
            sums.add(at, List.of(norm), ones(1));
            sums.add(model.config().tied() ? 0 : at + 1, List.of(head), ones(1));
        }

        @Override
        public void addInput(NDArray dx, NDArray ids) {
            try (var gradient = torch.kernels().one(step, "embed_backward", dx, ids, model.config().vocabSize())) {
                sums.add(0, List.of(gradient), ones(1));
            }
        }

        @Override
        public List<NDArray> gradients() {
            return sums.all();
        }
    }
}
