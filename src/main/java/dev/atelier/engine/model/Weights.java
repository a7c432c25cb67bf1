package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.ModelConfig;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All arrays of a model in the compute type, by Hugging Face's names; matrices are [out, in] however they are stored. A tied output matrix is the embedding. */
public final class Weights {
    static final String HEAD = "lm_head.weight";

    private final Map<String, NDArray> byName;
    private final Map<String, FrozenArray> frozen;
    private final ModelConfig config;

    private Weights(ModelConfig config, Map<String, NDArray> byName, Map<String, FrozenArray> frozen) {
        this.config = config;
        this.byName = byName;
        this.frozen = frozen;
    }

    /** Arrays in the order of {@link ModelConfig#tensors()}. */
    public static Weights of(ModelConfig config, List<NDArray> arrays) {
        var byName = new LinkedHashMap<String, NDArray>();
        var specs = config.tensors();
        for (int i = 0; i < specs.size(); i++) {
            byName.put(specs.get(i).name(), arrays.get(i));
        }
        return new Weights(config, byName, Map.of());
    }

    /** Some of the arrays, for a part of the network. */
    static Weights part(ModelConfig config, Map<String, NDArray> byName) {
        return new Weights(config, byName, Map.of());
    }

    /** Arrays, and the matrices that are kept in few bits. */
    static Weights of(ModelConfig config, Map<String, NDArray> byName, Map<String, FrozenArray> frozen) {
        return new Weights(config, byName, frozen);
    }

    /** The name the output matrix has, which may be the embedding's. */
    static String head(ModelConfig config) {
        return config.tied() ? config.tensors().getFirst().name() : HEAD;
    }

    /** The array called {@code name}, which the configuration calls for; of one kept in few bits, ask for it with an owner. */
    public NDArray get(String name) {
        var array = byName.get(name.equals(HEAD) ? head(config) : name);
        if (array == null) {
            throw new IllegalStateException("no tensor " + name + " in a " + config.modelType());
        }
        return array;
    }

    /** The same, or one made from what is kept in few bits and owned by {@code owner}. */
    public NDArray get(String name, NDManager owner) {
        var few = frozen.get(name);
        return few == null ? get(name) : few.dequantized(owner);
    }

    /** The array called {@code name}, an embedding or the output matrix, as it is kept. */
    public Table table(String name) {
        var few = frozen.get(name.equals(HEAD) ? head(config) : name);
        return few == null ? new Table(get(name), null) : few.table();
    }

    /** The shape of the array called {@code name}. */
    public Shape shape(String name) {
        var few = frozen.get(name);
        return few == null ? get(name).getShape() : few.shape();
    }

    /**
     * These, with every array below {@code path}, a block's, there to be computed with until another block's are asked for; what is made for it is owned by
     * {@code owner}.
     */
    public Weights within(String path, NDManager owner) {
        if (frozen.isEmpty()) {
            return this;
        }
        var all = new HashMap<>(byName);
        frozen.forEach((name, few) -> {
            if (name.startsWith(path)) {
                all.put(name, few.lent(owner));
            }
        });
        return part(config, all);
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** All arrays by name that are not kept in few bits, in the order they are used. */
    public Map<String, NDArray> byName() {
        return Collections.unmodifiableMap(byName);
    }
}
