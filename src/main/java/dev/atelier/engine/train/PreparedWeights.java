package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every weight as Llama's kernels read it: the masters, copied into the compute type. */
final class PreparedWeights implements KernelPass.Prepared {
    /** A block's arrays, in the kernels' order. */
    private static final List<String> NAMES = List.of("input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
            "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj");

    private final CausalModel model;
    private final NDManager step;
    private final Weights weights;
    private final List<NDArray> none = new ArrayList<>();
    private final GradientSums sums;

    PreparedWeights(Trainable trainable, NDManager step) {
        this.model = trainable.model();
        this.step = step;
        var kernels = model.torch().kernels();
        var masters = trainable.parameters();
        this.weights = Weights.of(model.config(), kernels.run(step, "prepared", masters, ones(masters.size()), model.precision().scalarType()));
        this.sums = new GradientSums(kernels, step, trainable.gradients());
        long h = model.config().hidden();
        long q = model.config().queryWidth();
        long kv = model.config().keyWidth();
        long i = model.config().intermediate();
        try (var like = model.torch().like(step, model.torch().working(model.precision()))) {
            for (long[] shape : new long[][] {{0, h}, {q, 0}, {kv, 0}, {kv, 0}, {0, q}, {h, 0}, {0, h}, {i, 0}, {i, 0}, {0, i}, {h, 0}}) {
                none.add(kernels.one(step, "room", shape, like));
            }
        }
    }

    /** The nine arrays of the block at {@code path}. */
    static List<NDArray> block(Weights weights, String path) {
        return NAMES.stream().map(name -> weights.get(path + name + ".weight")).toList();
    }

    private static double[] ones(int n) {
        return Collections.nCopies(n, 1.0).stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public List<NDArray> embedding() {
        return weights.table("model.embed_tokens.weight").parts();
    }

    @Override
    public NDArray norm() {
        return weights.get("model.norm.weight");
    }

    @Override
    public List<NDArray> head() {
        return weights.table("lm_head.weight").parts();
    }

    @Override
    public List<NDArray> weights(int layer, NDManager owner) {
        return block(weights, model.block(layer));
    }

    @Override
    public List<NDArray> adapters(int layer) {
        return none;
    }

    @Override
    public boolean full() {
        return true;
    }

    @Override
    public void addLayer(int layer, List<NDArray> gradients) {
        sums.add(1 + layer * NAMES.size(), gradients, ones(NAMES.size()));
    }

    @Override
    public void addOutput(NDArray norm, NDArray head) {
        int at = 1 + model.config().layers() * NAMES.size();
        sums.add(at, List.of(norm), ones(1));
        sums.add(model.config().tied() ? 0 : at + 1, List.of(head), ones(1));
    }

    @Override
    public void addInput(NDArray dx, NDArray ids) {
        try (var gradient = model.torch().kernels().one(step, "embed_backward", dx, ids, model.config().vocabSize())) {
            sums.add(0, List.of(gradient), ones(1));
        }
    }

    @Override
    public List<NDArray> gradients() {
        return sums.all();
    }
}
