package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The architectures that are known, by config.json's model_type. A new one is a line here. */
public final class Architectures {
    private static final Map<String, Function<JsonNode, ModelConfig>> KNOWN = Map.of(
            "llama", ModelConfig::of);

    private Architectures() {}

    /** The configuration, or a {@link UserError} that names the unknown architecture and the known ones. */
    public static ModelConfig config(JsonNode json) {
        var known = KNOWN.get(json.path("model_type").asText());
        if (known == null) {
            throw UserError.of("config.json: wanted model_type " + String.join(", ", new TreeSet<>(KNOWN.keySet())), json.path("model_type").asText("nothing"),
                    "choose a model of a known architecture");
        }
        return known.apply(json);
    }
}
