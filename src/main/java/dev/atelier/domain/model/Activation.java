package dev.atelier.domain.model;

import dev.atelier.domain.UserError;
import java.util.Map;
import java.util.TreeSet;

/** The bend in a feed-forward part. */
public enum Activation {
    SILU, GELU, GELU_TANH, RELU;

    private static final Map<String, Activation> NAMES = Map.of("silu", SILU, "swish", SILU, "gelu", GELU, "gelu_new", GELU_TANH, "gelu_pytorch_tanh", GELU_TANH,
            "gelu_fast", GELU_TANH, "relu", RELU);

    /** By its name in config.json. */
    static Activation of(String name) {
        var known = NAMES.get(name);
        if (known == null) {
            throw UserError.of("config.json: wanted an activation of " + String.join(", ", new TreeSet<>(NAMES.keySet())), name, "choose a model with one of them");
        }
        return known;
    }
}
