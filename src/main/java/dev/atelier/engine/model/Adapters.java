package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;

/**
 * What a model is seen through: low-rank adapters by the path of the module they stand beside, and arrays that take the place of the model's own,
 * by name (modules_to_save, trained biases).
 */
public record Adapters(Map<String, Adapted> beside, Map<String, NDArray> instead) {
    /** The model as it is. */
    public static final Adapters NONE = new Adapters(Map.of(), Map.of());

    /** The same with {@code embedding}, which takes the place of the model's own, as the output matrix too: of a model that ties the two and is trained whole. */
    public Adapters withTied(NDArray embedding) {
        var more = new HashMap<>(instead);
        more.put(Weights.HEAD, embedding);
        return new Adapters(beside, more);
    }
}
