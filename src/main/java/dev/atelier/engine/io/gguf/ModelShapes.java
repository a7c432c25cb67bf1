package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors a model must have, by their GGUF names and in GGUF's layout: those that are there once, and those of each of {@code layers} layers. */
record ModelShapes(int layers, Map<String, long[]> whole, Map<String, long[]> block) {
    ModelShapes(int layers) {
        this(layers, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    ModelShapes whole(String name, long... shape) {
        whole.put(name, shape);
        return this;
    }

    ModelShapes block(String name, long... shape) {
        block.put(name, shape);
        return this;
    }

    /** {@link UserError} names the first tensor that {@code model} has not, or not in this shape. */
    void check(TensorSource model, JsonNode config, GgufArchitecture architecture) {
        var found = new HashMap<String, String>();
        for (var name : model.names()) {
            architecture.ggufName(name, config).ifPresent(gguf -> found.put(gguf, name));
        }
        whole.forEach((name, shape) -> check(name, shape, found, model, config, architecture));
        for (int i = 0; i < layers; i++) {
            for (var part : block.entrySet()) {
                check("blk." + i + "." + part.getKey(), part.getValue(), found, model, config, architecture);
            }
        }
    }

    private static void check(String gguf, long[] shape, Map<String, String> found, TensorSource model, JsonNode config, GgufArchitecture architecture) {
        var name = found.getOrDefault(gguf, architecture.huggingFaceName(gguf).orElse(gguf));
        long[] wanted = architecture.layout(name, config).shape(shape);
        var has = found.containsKey(gguf) ? Arrays.toString(model.shape(name)) : "none";
        if (!has.equals(Arrays.toString(wanted))) {
            throw UserError.of("wanted a tensor " + name + " " + Arrays.toString(wanted) + ", as config.json says", has, "config.json and the weights must belong together");
        }
    }
}
