package dev.atelier.domain.model;

import dev.atelier.domain.ModulePattern;
import dev.atelier.domain.Names;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which matrices of a model carry an adapter, and of what rank: PEFT's rules for target_modules, exclude_modules, layers_to_transform, rank_pattern
 * and alpha_pattern. A name fits a module whose path is it or ends with it behind a dot; with anything else than letters, digits, dots and
 * underscores it is a regular expression for the whole path.
 */
public final class Targets {
    public static final String ALL = "all-linear";
    public static final String ATTENTION = "attention-only";
    public static final String MLP = "mlp-only";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+");

    private Targets() {}

    /** One adapter beside a matrix; its output counts {@code scale} times. */
    public record Target(Linear linear, int rank, double alpha, double scale) {}

    /** The adapters that {@code settings} ask for; {@link UserError} for a name that fits no matrix of the model. */
    public static List<Target> of(ModelConfig model, TrainingConfig settings) {
        var linears = model.linears();
        for (String wanted : settings.targetModules()) {
            if (linears.stream().noneMatch(linear -> fits(wanted, linear))) {
                var names = new TreeSet<String>();
                linears.forEach(linear -> names.add(linear.name()));
                throw UserError.of("target_modules: wanted matrices of this model, " + model.modelType() + ": " + String.join(", ", names) + "; or all-linear, attention-only, mlp-only, or a regular expression",
                        wanted, NAME.matcher(wanted).matches() ? Names.suggest(wanted, names) : "no module's path fits it");
            }
        }
        var out = matching(model, settings);
        if (out.isEmpty()) {
            throw UserError.of("target_modules: wanted at least one matrix that exclude_modules and layers_to_transform leave", "none", "choose others or all-linear");
        }
        return out;
    }

    /** The same without a word about names that fit nothing: what can be counted while settings are still being made. */
    public static List<Target> matching(ModelConfig model, TrainingConfig settings) {
        var out = new ArrayList<Target>();
        var paths = Set.copyOf(settings.targetModules()); // an adapter gone on from names every matrix by its whole path
        var wanted = settings.targetModules().stream().map(Targets::meaning).toList();
        var not = settings.excludeModules().stream().map(Targets::meaning).toList();
        var ranks = new Patterns<>(settings.rankPattern());
        var alphas = new Patterns<>(settings.alphaPattern());
        boolean alike = ranks.keys.equals(alphas.keys);
        for (var linear : model.linears()) {
            if ((paths.contains(linear.path()) || wanted.stream().anyMatch(each -> each.test(linear))) && not.stream().noneMatch(each -> each.test(linear)) && layer(settings, linear)) {
                int key = ranks.first(linear.path());
                int rank = ranks.value(key, settings.rank());
                double alpha = alphas.value(alike ? key : alphas.first(linear.path()), settings.alpha());
                out.add(new Target(linear, rank, alpha, alpha / (settings.useRslora() ? Math.sqrt(rank) : rank)));
            }
        }
        return out;
    }

    private static boolean layer(TrainingConfig settings, Linear linear) {
        return settings.layersToTransform().isEmpty() || settings.layersToTransform().contains(Integer.toString(ModelConfig.layerOf(linear.path())));
    }

    /** Whether {@code wanted}, an entry of target_modules, means {@code linear}. */
    public static boolean fits(String wanted, Linear linear) {
        return meaning(wanted).test(linear);
    }

    private static Predicate<Linear> meaning(String wanted) {
        return switch (wanted) {
            case ALL -> linear -> true;
            case ATTENTION -> linear -> linear.part() == Part.ATTENTION;
            case MLP -> linear -> linear.part() == Part.MLP;
            default -> {
                if (NAME.matcher(wanted).matches()) {
                    String end = "." + wanted;
                    yield linear -> linear.path().equals(wanted) || linear.path().endsWith(end);
                }
                var pattern = ModulePattern.of(wanted, "target_modules");
                yield linear -> pattern.matches(linear.path());
            }
        };
    }

    /** The ends of paths that {@code key} of rank_pattern or alpha_pattern means. */
    static ModulePattern end(String key) {
        return ModulePattern.end(key, "rank_pattern or alpha_pattern");
    }

    /** rank_pattern or alpha_pattern with PEFT's get_pattern_key: the first key that fits counts. */
    private static final class Patterns<T> {
        final List<String> keys;
        private final List<ModulePattern> compiled;
        private final List<T> values;

        Patterns(Map<String, T> patterns) {
            keys = List.copyOf(patterns.keySet());
            compiled = keys.stream().map(Targets::end).toList();
            values = List.copyOf(patterns.values());
        }

        /** The number of the key that means a module, -1 if none does. */
        int first(String path) {
            for (int i = 0; i < compiled.size(); i++) {
                if (compiled.get(i).matches(path)) {
                    return i;
                }
            }
            return -1;
        }

        T value(int key, T common) {
            return key < 0 ? common : values.get(key);
        }
    }
}
