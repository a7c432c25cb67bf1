package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How one architecture is named and laid out in GGUF, both ways. A new architecture is one class and a line in {@link GgufArchitectures}. */
public interface GgufArchitecture {
    /** general.architecture. */
    String name();

    /** config.json's model_type values that are this architecture. */
    Set<String> modelTypes();

    /** The architecture's own keys. */
    Map<String, GgufValue> metadata(JsonNode config);

    /** Hugging Face's config.json, from a file's keys and tensors. */
    ObjectNode config(GgufReader file);

    /** The names and shapes the model must have; {@link UserError} where it differs. Returns what the user should know about the result. */
    List<String> check(TensorSource model);

    /** GGUF's name for Hugging Face's; empty for tensors that are not carried over; {@link UserError} for unknown ones. */
    Optional<String> ggufName(String name, JsonNode config);

    /** Hugging Face's name for GGUF's; empty for tensors that live in config.json there. */
    Optional<String> huggingFaceName(String name);

    /** The order of rows of a tensor, by its Hugging Face name. */
    default RowOrder rowOrder(String name, JsonNode config) {
        return RowOrder.SAME;
    }

    /** Float32 vectors that GGUF has beyond Hugging Face's tensors. */
    default Map<String, float[]> extraTensors(JsonNode config) {
        return Map.of();
    }

    /** Whether the token embedding also gives the logits. */
    static boolean tied(JsonNode config) {
        return config.path("tie_word_embeddings").asBoolean(false);
    }
}
