package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Torch;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.LoraAdapter;
import dev.atelier.engine.peft.LoraValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trains adapters; the model's weights stay as they are. */
final class LoraTrainable implements Trainable {
    private final CausalModel model;
    private final LoraAdapter adapter;

    LoraTrainable(CausalModel model, LoraAdapter adapter) {
        this.model = model;
        this.adapter = adapter;
    }

    @Override
    public List<NDArray> parameters() {
        var all = new ArrayList<NDArray>();
        for (int i = 0; i < adapter.layers(); i++) {
            adapter.layer(i).stream().filter(LoraTrainable::present).forEach(all::add);
        }
        return all;
    }

    private static boolean present(NDArray array) {
        return array.getShape().size() > 0;
    }

    @Override
    public Prepared prepare(NDManager step) {
        return new PreparedAdapters(step);
    }

    @Override
    public Trained trained(NDManager owner) {
        return new Trained(model, LoraAdapter.adapted(owner, adapter.layout(), adapter.values()));
    }

    @Override
    public Map<String, Values> values() {
        var out = new LinkedHashMap<String, Values>();
        var values = adapter.values();
        for (var m : adapter.layout().adapted()) {
            LoraValues v = LoraValues.of(values, m);
            out.put(m.path() + ".lora_A.weight", new Values(new long[] {m.rank(), m.in()}, v.a()));
            out.put(m.path() + ".lora_B.weight", new Values(new long[] {m.out(), m.rank()}, v.b()));
        }
        return out;
    }

    @Override
    public void restore(Map<String, Values> values) {
        var byPath = new LinkedHashMap<String, LoraValues>();
        for (var m : adapter.layout().adapted()) {
            byPath.put(m.path(), new LoraValues(Values.of(values, m.path() + ".lora_A.weight"), Values.of(values, m.path() + ".lora_B.weight")));
        }
        try (var other = LoraAdapter.of(model.torch(), adapter.layout(), byPath)) {
            for (int i = 0; i < adapter.layers(); i++) {
                for (int j = 0; j < adapter.layer(i).size(); j++) {
                    if (present(adapter.layer(i).get(j))) {
                        other.layer(i).get(j).copyTo(adapter.layer(i).get(j));
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        adapter.close();
    }

    private final class PreparedAdapters implements Prepared {
        private static final int PER_LAYER = 11;
        private final List<List<NDArray>> copies = new ArrayList<>();
        private final GradientSums sums;

        PreparedAdapters(NDManager step) {
            Torch torch = model.torch();
            sums = new GradientSums(torch.kernels(), step, adapter.layers() * PER_LAYER);
            for (int i = 0; i < adapter.layers(); i++) {
                copies.add(torch.kernels().run(step, "prepared", adapter.layer(i), adapter.scales(i), model.precision().scalarType()));
            }
        }

        @Override
        public NDArray embedding() {
            return model.weights().embedding();
        }

        @Override
        public NDArray norm() {
            return model.weights().norm();
        }

        @Override
        public NDArray head() {
            return model.weights().head();
        }

        @Override
        public List<NDArray> weights(int layer) {
            return model.weights().layers().get(layer).list();
        }

        @Override
        public List<NDArray> adapters(int layer) {
            return copies.get(layer);
        }

        @Override
        public boolean full() {
            return false;
        }

        @Override
        public void addLayer(int layer, List<NDArray> gradients) {
            sums.add(layer * PER_LAYER, gradients, adapter.scales(layer));
        }

        @Override
        public void addOutput(NDArray norm, NDArray head) {
            throw new IllegalStateException("adapters leave the output as it is");
        }

        @Override
        public void addInput(NDArray dx, NDArray ids) {
            throw new IllegalStateException("adapters leave the embedding as it is");
        }

        @Override
        public List<NDArray> gradients() {
            return sums.all().stream().filter(LoraTrainable::present).toList();
        }
    }
}
