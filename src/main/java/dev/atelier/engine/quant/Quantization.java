package dev.atelier.engine.quant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a whole file is quantized.
 *
 * @param overrides the first that speaks of a matrix decides its type
 * @param importance how much columns count, null where all count alike
 */
public record Quantization(Mix mix, List<TypeOverride> overrides, @Nullable Importance importance) {
    public Quantization {
        overrides = List.copyOf(overrides);
    }

    /** By the mix alone. */
    public static Quantization of(Mix mix) {
        return new Quantization(mix, List.of(), null);
    }

    /** The type of the tensor at {@code place} of a model with {@code layers} layers and {@code queriesPerKey} query heads to a key head. */
    public GgmlType type(MixRules.Place place, int layers, int queriesPerKey) {
        if (place.quantizable()) {
            for (var override : overrides) {
                if (override.matches(place.name())) {
                    return override.at(place);
                }
            }
        }
        return new MixRules(mix, layers, queriesPerKey, importance != null).type(place);
    }

    /** How much the columns of {@code tensor} count; null where all count alike. */
    public float @Nullable [] importanceOf(String tensor, int columns) {
        return importance == null ? null : importance.of(tensor, columns);
    }
}
