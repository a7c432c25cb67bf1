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

    /** What the other methods take as {@code config}: config.json, or what it says of the text decoder where the model has other parts. */
    default JsonNode settings(JsonNode config) {
        return config;
    }

    /** The architecture's own keys; {@link UserError} for settings that no key stands for. */
    Map<String, GgufValue> metadata(JsonNode config);

    /** Hugging Face's config.json, from a file's keys and tensors. */
    ObjectNode config(GgufReader file);

    /** The names and shapes the model must have; {@link UserError} where it differs. */
    void check(TensorSource model, JsonNode config);

    /** What llama.cpp will do otherwise than the model. */
    List<String> warnings(JsonNode config);

    /** GGUF's name for Hugging Face's; empty for tensors that are not carried over; {@link UserError} for unknown ones. */
    Optional<String> ggufName(String name, JsonNode config);

    /** Hugging Face's name for GGUF's; empty for tensors that live in config.json there; {@link UserError} for unknown ones. */
    Optional<String> huggingFaceName(String name);

    /** Whether the token embedding also gives the logits. */
    boolean tied(JsonNode config);

    /** How a tensor is stored, by its Hugging Face name. */
    default TensorLayout layout(String name, JsonNode config) {
        return TensorLayout.SAME;
    }

    /** Float32 vectors that GGUF has beyond Hugging Face's tensors. */
    default Map<String, float[]> extraTensors(JsonNode config) {
        return Map.of();
    }
}
