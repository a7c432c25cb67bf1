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
        for (var linear : model.linears()) {
            if ((paths.contains(linear.path()) || settings.targetModules().stream().anyMatch(wanted -> fits(wanted, linear))) && settings.excludeModules().stream().noneMatch(not -> fits(not, linear)) && layer(settings, linear)) {
                int rank = pattern(settings.rankPattern(), linear.path(), settings.rank());
                double alpha = pattern(settings.alphaPattern(), linear.path(), settings.alpha());
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
        return switch (wanted) {
            case ALL -> true;
            case ATTENTION -> linear.part() == Part.ATTENTION;
            case MLP -> linear.part() == Part.MLP;
            default -> fits(wanted, linear.path());
        };
    }

    private static boolean fits(String wanted, String path) {
        return NAME.matcher(wanted).matches() ? path.equals(wanted) || path.endsWith("." + wanted) : ModulePattern.of(wanted, "target_modules").matches(path);
    }

    /** PEFT's get_pattern_key: the first key that, as a regular expression, is the whole path or ends it after a dot; else the common value. */
    public static <T> T pattern(Map<String, T> patterns, String path, T common) {
        for (var entry : patterns.entrySet()) {
            if (ModulePattern.of("(.*\\.)?(" + entry.getKey() + ")", "rank_pattern or alpha_pattern").matches(path)) {
                return entry.getValue();
            }
        }
        return common;
    }
}
