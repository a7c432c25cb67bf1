package dev.atelier.engine.peft;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which matrices of a model carry an adapter, of what rank and scale. Matrices that read the same input stand together: their A's are one array. */
public final class LoraLayout {
    private static final List<List<String>> GROUPS = List.of(
            List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
            List.of("self_attn.o_proj"),
            List.of("mlp.gate_proj", "mlp.up_proj"),
            List.of("mlp.down_proj"));

    private final List<List<List<LoraModule>>> layers;

    private LoraLayout(List<List<List<LoraModule>>> layers) {
        this.layers = layers;
    }

    /** As the settings ask. */
    public static LoraLayout of(ModelConfig model, TrainingConfig settings) {
        var layers = new ArrayList<List<List<LoraModule>>>();
        for (int layer = 0; layer < model.layers(); layer++) {
            var groups = new ArrayList<List<LoraModule>>();
            for (var group : GROUPS) {
                var modules = new ArrayList<LoraModule>();
                for (String name : group) {
                    modules.add(module(model, settings, "model.layers." + layer + "." + name, name.substring(name.indexOf('.') + 1)));
                }
                groups.add(modules);
            }
            layers.add(groups);
        }
        return new LoraLayout(layers);
    }

    private static LoraModule module(ModelConfig m, TrainingConfig settings, String path, String name) {
        int q = m.heads() * m.headDim();
        int kv = m.kvHeads() * m.headDim();
        int[] shape = switch (name) { // in, out
            case "q_proj" -> new int[] {m.hidden(), q};
            case "k_proj", "v_proj" -> new int[] {m.hidden(), kv};
            case "o_proj" -> new int[] {q, m.hidden()};
            case "gate_proj", "up_proj" -> new int[] {m.hidden(), m.intermediate()};
            case "down_proj" -> new int[] {m.intermediate(), m.hidden()};
            default -> throw new IllegalArgumentException(name);
        };
        int rank = settings.method() == TrainingConfig.Method.LORA && settings.targetModules().contains(name) ? matching(settings.rankPattern(), path, settings.rank()) : 0;
        double alpha = matching(settings.alphaPattern(), path, settings.alpha());
        double scale = rank == 0 ? 0 : alpha / (settings.useRslora() ? Math.sqrt(rank) : rank);
        return new LoraModule(path, shape[0], shape[1], rank, scale);
    }

    /** The pattern that is the whole path or its end behind a dot; else the common value. */
    private static <T> T matching(Map<String, T> patterns, String path, T common) {
        for (var entry : patterns.entrySet()) {
            if (path.equals(entry.getKey()) || path.endsWith("." + entry.getKey())) {
                return entry.getValue();
            }
        }
        return common;
    }

    /** Layer by layer, the groups of modules that share an input. */
    List<List<List<LoraModule>>> layers() {
        return layers;
    }

    /** The modules that carry an adapter, in the model's order. */
    public List<LoraModule> adapted() {
        return layers.stream().flatMap(List::stream).flatMap(List::stream).filter(m -> m.rank() > 0).toList();
    }
}
