package dev.atelier.view.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.work.WorkRequest.Inspected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A model that can be trained: a folder or a GGUF file. {@code facts} is what {@code inspect} says of it. */
public record ModelFacts(Path path, ModelConfig shape, JsonNode facts) {

    /** Of a model without problems; reads a folder's config.json. */
    public static ModelFacts of(Inspected inspected) {
        try {
            return new ModelFacts(inspected.path(), inspected.kind().equals("gguf") ? ModelConfig.of(inspected.facts().path("config")) : ModelConfig.read(inspected.path()), inspected.facts());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is a GGUF file. */
    public boolean isFile() {
        return facts.path("kind").asText().equals("gguf");
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** Of the weight files. */
    public long bytes() {
        return facts.at("/weights/bytes").asLong();
    }

    /** What one value takes in them, on average. */
    public double bytesPerValue() {
        return bytes() / (double) Math.max(1, facts.at("/weights/parameters").asLong());
    }

    public boolean hasChatTemplate() {
        return facts.at("/tokenizer/chat_template").isTextual();
    }

    /** The licence's short name if it is a well-known one, and where it stands; empty if there is none. */
    public String licence() {
        if (isFile()) {
            return facts.path("keys").path("general.license").asText();
        }
        JsonNode licence = facts.path("licence");
        String file = licence.path("file").asText();
        return licence.hasNonNull("spdx") ? licence.path("spdx").asText() + " (" + file + ")" : file;
    }
}
