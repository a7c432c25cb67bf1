package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import dev.atelier.domain.model.ModelConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All arrays of a model in the compute type, by Hugging Face's names; matrices are [out, in] however they are stored. A tied output matrix is the embedding. */
public final class Weights {
    private static final String HEAD = "lm_head.weight";

    private final Map<String, NDArray> byName;
    private final ModelConfig config;

    private Weights(ModelConfig config, Map<String, NDArray> byName) {
        this.config = config;
        this.byName = byName;
    }

    /** Arrays in the order of {@link ModelConfig#tensors()}. */
    public static Weights of(ModelConfig config, List<NDArray> arrays) {
        var byName = new LinkedHashMap<String, NDArray>();
        var specs = config.tensors();
        for (int i = 0; i < specs.size(); i++) {
            byName.put(specs.get(i).name(), arrays.get(i));
        }
        return new Weights(config, byName);
    }

    /** Some of the arrays, for a part of the network. */
    static Weights part(ModelConfig config, Map<String, NDArray> byName) {
        return new Weights(config, byName);
    }

    /** The name the output matrix has, which may be the embedding's. */
    static String head(ModelConfig config) {
        return config.tied() ? config.tensors().getFirst().name() : HEAD;
    }

    /** The array called {@code name}, which the configuration calls for. */
    public NDArray get(String name) {
        var array = byName.get(name.equals(HEAD) ? head(config) : name);
        if (array == null) {
            throw new IllegalStateException("no tensor " + name + " in a " + config.modelType());
        }
        return array;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** All arrays by name, in the order they are used. */
    public Map<String, NDArray> byName() {
        return Collections.unmodifiableMap(byName);
    }
}
