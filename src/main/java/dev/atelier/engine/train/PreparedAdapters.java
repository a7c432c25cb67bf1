package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.Targets.Target;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.Torch;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.Adaptation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adapters as Llama's kernels read them: per block eleven arrays, for each group of matrices with the same input their A's on top of each other, then each B. */
final class PreparedAdapters implements KernelPass.Prepared {
    private static final List<List<String>> GROUPS = List.of(List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"), List.of("self_attn.o_proj"),
            List.of("mlp.gate_proj", "mlp.up_proj"), List.of("mlp.down_proj"));

    private final Trainable trainable;
    private final CausalModel model;
    private final Kernels kernels;
    private final NDManager step;
    private final Map<String, Target> targets = new HashMap<>();
    private final List<String> names;
    private final List<List<NDArray>> copies = new ArrayList<>();
    private final GradientSums sums;

    PreparedAdapters(Trainable trainable, NDManager step) {
        this.trainable = trainable;
        this.model = trainable.model();
        this.kernels = model.torch().kernels();
        this.step = step;
        this.names = trainable.names();
        trainable.adaptation().targets().forEach(t -> targets.put(t.linear().path(), t));
        this.sums = new GradientSums(kernels, step, trainable.gradients());
        Torch torch = model.torch();
        try (var like = torch.like(step, torch.working(model.precision()))) {
            for (int i = 0; i < model.config().layers(); i++) {
                copies.add(arrays(i, like));
            }
        }
    }

    private @Nullable Target target(int layer, String module) {
        return targets.get(model.block(layer) + module);
    }

    private List<NDArray> arrays(int layer, NDArray like) {
        int type = model.torch().working(model.precision()).scalarType();
        var out = new ArrayList<NDArray>();
        for (var group : GROUPS) {
            var as = new ArrayList<NDArray>();
            var bs = new ArrayList<NDArray>();
            long in = 0;
            for (String module : group) {
                Shape w = model.weights().shape(model.block(layer) + module + ".weight");
                in = w.get(1);
                var target = target(layer, module);
                if (target == null) {
                    bs.add(kernels.one(step, "room", new long[] {w.get(0), 0}, like));
                } else {
                    as.add(trainable.master(Adaptation.a(target)));
                    bs.add(kernels.one(step, "prepared", List.of(trainable.master(Adaptation.b(target))), new double[] {target.scale()}, type));
                }
            }
            out.add(as.isEmpty() ? kernels.one(step, "room", new long[] {0, in}, like) : kernels.one(step, "stacked", as, type));
            out.addAll(bs);
        }
        return out;
    }

    @Override
    public List<NDArray> embedding() {
        return model.weights().table("model.embed_tokens.weight").parts();
    }

    @Override
    public NDArray norm() {
        return model.weights().get("model.norm.weight");
    }

    @Override
    public List<NDArray> head() {
        return model.weights().table("lm_head.weight").parts();
    }

    @Override
    public List<NDArray> weights(int layer, NDManager owner) {
        return PreparedWeights.block(model.weights().within(model.block(layer), owner), model.block(layer));
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
        int at = 0;
        for (var group : GROUPS) {
            NDArray stacked = gradients.get(at++);
            int row = 0;
            for (String module : group) {
                NDArray b = gradients.get(at++);
                var target = target(layer, module);
                if (target != null) {
                    try (NDArray a = kernels.one(step, "part", stacked, row, target.rank())) {
                        sums.add(names.indexOf(Adaptation.a(target)), List.of(a), new double[] {1});
                    }
                    sums.add(names.indexOf(Adaptation.b(target)), List.of(b), new double[] {target.scale()});
                    row += target.rank();
                }
            }
        }
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
        return sums.all();
    }
}
