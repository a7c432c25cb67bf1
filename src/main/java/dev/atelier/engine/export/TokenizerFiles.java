package dev.atelier.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder's tokenizer as files: tokenizer.json, tokenizer_config.json, generation_config.json, config.json; a missing one is an empty object. */
record TokenizerFiles(Path folder, JsonNode tokenizer, JsonNode tokenizerConfig, JsonNode generationConfig, JsonNode config) {
    static TokenizerFiles read(Path folder) {
        return new TokenizerFiles(folder, json(folder, "tokenizer.json"), json(folder, "tokenizer_config.json"), json(folder, "generation_config.json"),
                json(folder, "config.json"));
    }

    boolean present() {
        return !tokenizer.isEmpty();
    }

    /** The id of {@code token} in the vocabulary or among the added tokens. */
    Optional<Integer> id(String token) {
        for (var added : tokenizer.path("added_tokens")) {
            if (added.path("content").asText().equals(token)) {
                return Optional.of(added.path("id").asInt());
            }
        }
        var inVocabulary = tokenizer.path("model").path("vocab").path(token);
        return inVocabulary.isInt() ? Optional.of(inVocabulary.asInt()) : Optional.empty();
    }

    /** The chat template: chat_template.jinja, else chat_template.json, else tokenizer_config.json's (of several, the one called default). */
    Optional<String> chatTemplate() {
        var jinja = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(jinja)) {
            return Optional.of(text(jinja));
        }
        var template = json(folder, "chat_template.json").path("chat_template");
        if (template.isMissingNode()) {
            template = tokenizerConfig.path("chat_template");
        }
        for (var named : template.isArray() ? template : Json.MAPPER.createArrayNode()) {
            if (named.path("name").asText().equals("default")) {
                template = named.path("template");
            }
        }
        return template.isTextual() ? Optional.of(template.asText()) : Optional.empty();
    }

    private static JsonNode json(Path folder, String name) {
        var file = folder.resolve(name);
        return Files.isRegularFile(file) ? Json.parse(text(file), file.toString()) : Json.MAPPER.createObjectNode();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UserError(file + ": could not be read as UTF-8 text: " + e.getMessage(), e);
        }
    }
}
