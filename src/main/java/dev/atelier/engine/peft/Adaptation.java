package dev.atelier.engine.peft;

import dev.atelier.domain.Names;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Bias;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.Linear;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Part;
import dev.atelier.domain.model.Targets;
import dev.atelier.domain.model.Targets.Target;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.io.AdapterConfig;
import dev.atelier.engine.io.PeftFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an adapter changes in a model: low-rank matrices beside some of its own, and tensors that take the place of its own (trained biases, modules
 * trained in full).
 *
 * @param dora whether the lengths of the adapted matrices' rows are trained apart
 * @param instead such tensors, as the model stores them
 */
public record Adaptation(ModelConfig model, List<Target> targets, boolean dora, List<TensorSpec> instead) {
    public Adaptation {
        targets = List.copyOf(targets);
        instead = List.copyOf(instead);
    }

    /** The name of a target's A [r, in], as PEFT has it without its prefix. */
    public static String a(Target target) {
        return target.linear().path() + ".lora_A.weight";
    }

    /** The name of its B [out, r]. */
    public static String b(Target target) {
        return target.linear().path() + ".lora_B.weight";
    }

    /** The name of its rows' lengths [out]. */
    public static String magnitude(Target target) {
        return target.linear().path() + ".lora_magnitude_vector";
    }

    /** As the settings ask. */
    public static Adaptation of(ModelConfig model, TrainingConfig settings) {
        var targets = Targets.of(model, settings);
        Set<String> names = new LinkedHashSet<>();
        for (String module : settings.modulesToSave()) {
            var inside = model.tensors().stream().map(TensorSpec::name).filter(name -> inside(module, name)).toList();
            if (inside.isEmpty()) {
                var modules = new TreeSet<String>();
                model.tensors().stream().filter(t -> t.part() == Part.HEAD || t.part() == Part.EMBEDDING).forEach(t -> modules.add(module(t.name()).substring(module(t.name()).lastIndexOf('.') + 1)));
                throw UserError.of("modules_to_save: wanted modules of this model, such as " + String.join(", ", modules), module, Names.suggest(module, modules));
            }
            names.addAll(inside);
        }
        for (var tensor : model.tensors()) {
            boolean head = model.classifies() && tensor.part() == Part.HEAD;
            boolean bias = tensor.name().endsWith(".bias")
                    && (settings.bias() == Bias.ALL || settings.bias() == Bias.LORA_ONLY && targets.stream().anyMatch(t -> t.linear().path().equals(module(tensor.name()))));
            if (head || bias) {
                names.add(tensor.name());
            }
        }
        return new Adaptation(model, targets, settings.useDora(), model.tensors().stream().filter(t -> names.contains(t.name())).toList());
    }

    /** As an adapter that PEFT wrote has it, checked against the model's matrices. */
    public static Adaptation of(ModelConfig model, PeftFolder peft) {
        Map<String, Linear> linears = new LinkedHashMap<>();
        model.linears().forEach(l -> linears.put(l.path(), l));
        var targets = new ArrayList<Target>();
        peft.modules().forEach((path, m) -> {
            var linear = linears.get(path);
            if (linear == null || linear.out() != m.out() || linear.in() != m.in()) {
                throw UserError.of(peft.folder() + ": wanted an adapter for this model", path + " [" + m.out() + ", " + m.in() + "], which the model does not have",
                        "choose the base model it was trained on" + (peft.config().baseModelNameOrPath() == null ? "" : ", " + peft.config().baseModelNameOrPath()));
            }
            targets.add(new Target(linear, m.r(), peft.config().alpha(path), m.scale()));
        });
        targets.sort(Comparator.comparingInt(t -> model.linears().indexOf(t.linear())));
        Map<String, TensorSpec> specs = new LinkedHashMap<>();
        model.tensors().forEach(t -> specs.put(t.name(), t));
        peft.saved().forEach((name, key) -> {
            var spec = specs.get(name);
            if (spec == null || !Arrays.equals(spec.shape(), peft.tensors().info(key).shape())) {
                throw UserError.of(peft.folder() + ": wanted saved modules with the shapes of this model", peft.tensors().info(key).toString(), "choose the base model it was trained on");
            }
        });
        return new Adaptation(model, targets, peft.config().useDora(), model.tensors().stream().filter(t -> peft.saved().containsKey(t.name())).toList());
    }

    private static boolean inside(String module, String tensor) {
        String path = "." + tensor;
        return path.contains("." + module + ".");
    }

    private static String module(String tensor) {
        return tensor.substring(0, tensor.lastIndexOf('.'));
    }

    /** Every trained array's name and shape as a file has it, in the model's order: of each target A, B and perhaps the lengths; then what takes tensors' places. */
    public Map<String, long[]> parameters() {
        var out = new LinkedHashMap<String, long[]>();
        for (var t : targets) {
            out.put(a(t), new long[] {t.rank(), t.linear().in()});
            out.put(b(t), new long[] {t.linear().out(), t.rank()});
            if (dora) {
                out.put(magnitude(t), new long[] {t.linear().out()});
            }
        }
        instead.forEach(spec -> out.put(spec.name(), spec.shape()));
        return out;
    }

    /** adapter_config.json for it: target_modules are names where a name means all its matrices, else paths. */
    public AdapterConfig config(TrainingConfig settings, String base) {
        Set<String> names = new LinkedHashSet<>();
        targets.forEach(t -> names.add(t.linear().name()));
        Set<String> paths = new LinkedHashSet<>();
        targets.forEach(t -> paths.add(t.linear().path()));
        boolean whole = model.linears().stream().filter(l -> names.contains(l.name())).allMatch(l -> paths.contains(l.path()));
        Set<String> saved = new LinkedHashSet<>(settings.modulesToSave());
        if (model.classifies()) {
            saved.addAll(List.of("classifier", "score")); // as PEFT lists them for its sequence classification task
            if (model.modelType().equals("bert")) {
                saved.add("pooler");
            }
        }
        return AdapterConfig.lora(settings.rank(), settings.alpha(), settings.dropout(), settings.useRslora(), List.copyOf(whole ? names : paths), base)
                .withPatterns(settings.rankPattern(), settings.alphaPattern())
                .withKind(dora, targets.stream().anyMatch(t -> t.linear().transposed()), List.copyOf(saved), settings.bias().name().toLowerCase(Locale.ROOT),
                        model.classifies() ? "SEQ_CLS" : "CAUSAL_LM");
    }
}
