package dev.atelier.domain.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The architectures that are known, by config.json's model_type. A new one is a line here. */
public final class Architectures {
    private static final Map<String, Architecture> KNOWN = Map.ofEntries(
            Map.entry("llama", new Llama()),
            Map.entry("mistral", new Mistral()),
            Map.entry("qwen2", new Qwen2()),
            Map.entry("qwen3", new Qwen3()),
            Map.entry("gemma", new Gemma()),
            Map.entry("gemma2", new Gemma2()),
            Map.entry("gemma3_text", new Gemma3()),
            Map.entry("phi3", new Phi3()),
            Map.entry("gpt2", new Gpt2()),
            Map.entry("bert", new Bert()),
            Map.entry("roberta", new Roberta()));

    /** Larger models that hold one of ours: where its configuration is in theirs. */
    private static final Map<String, String> INSIDE = Map.of("gemma3", "text_config");

    private Architectures() {}

    /** The configuration, or a {@link UserError} that names the unknown architecture and the known ones. */
    public static ModelConfig config(JsonNode json) {
        String inside = INSIDE.get(json.path("model_type").asText());
        JsonNode own = inside != null && json.path(inside).isObject() ? json.path(inside) : json;
        return of(own.path("model_type").asText("nothing")).config(new Keys(own));
    }

    /** The names of all of them, in order. */
    public static List<String> names() {
        return List.copyOf(new TreeSet<>(KNOWN.keySet()));
    }

    static Architecture of(String modelType) {
        var known = KNOWN.get(modelType);
        if (known == null) {
            throw UserError.of("config.json: wanted model_type " + String.join(", ", names()), modelType.length() > 60 ? modelType.substring(0, 60) + "..." : modelType,
                    "choose a model of a known architecture");
        }
        return known;
    }
}
