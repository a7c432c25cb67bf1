package dev.atelier.view.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.work.WorkRequest.Inspected;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model folder that can be trained. {@code facts} is what {@code inspect} says of it. */
public record ModelFacts(Path path, ModelConfig shape, JsonNode facts) {

    static ModelFacts of(Inspected inspected, ModelConfig shape) {
        return new ModelFacts(inspected.path(), shape, inspected.facts());
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    public String architecture() {
        return facts.path("architecture").asText();
    }

    /** Values in the files. */
    public long parameters() {
        return facts.at("/weights/parameters").asLong(shape.parameters());
    }

    /** Of the weight files. */
    public long bytes() {
        return facts.at("/weights/bytes").asLong();
    }

    /** The longest text in tokens that the model knows; 0 if it does not say. */
    public long context() {
        return facts.path("context").asLong();
    }

    /** Values by what they are for: embeddings, attention, mlp, norms, head, other. */
    public Map<String, Long> parts() {
        return numbers("/weights/parts");
    }

    /** Values by the type they are stored in. */
    public Map<String, Long> types() {
        return numbers("/weights/types");
    }

    private Map<String, Long> numbers(String pointer) {
        var out = new LinkedHashMap<String, Long>();
        facts.at(pointer).properties().forEach(entry -> out.put(entry.getKey(), entry.getValue().asLong()));
        return out;
    }

    /** The tokenizer's kind, such as BPE; empty if the folder has none. */
    public String tokenizer() {
        return facts.at("/tokenizer/type").asText();
    }

    public boolean hasChatTemplate() {
        return facts.at("/tokenizer/chat_template").isTextual();
    }

    /** The licence's short name if it is a well-known one, and where it stands; empty if there is none. */
    public String licence() {
        JsonNode licence = facts.path("licence");
        String file = licence.path("file").asText();
        return licence.hasNonNull("spdx") ? licence.path("spdx").asText() + " (" + file + ")" : file;
    }
}
