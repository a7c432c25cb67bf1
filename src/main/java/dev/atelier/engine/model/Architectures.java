package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.Map;
import java.util.TreeSet;

/** The architectures that are known, by config.json's model_type. A new one is a line here. */
public final class Architectures {
    private static final Map<String, Architecture> KNOWN = Map.of(
            "llama", new Llama());

    private Architectures() {}

    /** The configuration, or a {@link UserError} that names the unknown architecture and the known ones. */
    public static ModelConfig config(JsonNode json) {
        return of(json.path("model_type").asText("nothing")).config(json);
    }

    static Architecture of(String modelType) {
        var known = KNOWN.get(modelType);
        if (known == null) {
            throw UserError.of("config.json: wanted model_type " + String.join(", ", new TreeSet<>(KNOWN.keySet())), modelType, "choose a model of a known architecture");
        }
        return known;
    }
}
