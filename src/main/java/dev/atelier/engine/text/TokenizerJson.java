package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * tokenizer.json as Hugging Face's tokenizers library writes it: the vocabulary, and the document made fit for training, that is without
 * truncation and padding and with offsets that cover every character.
 */
record TokenizerJson(String text, Map<String, Integer> vocabulary) {
    static TokenizerJson read(Path file) {
        try {
            var document = Json.parse(Files.readString(file), file.toString());
            var model = document.path("model");
            if (!(document instanceof ObjectNode root) || !model.isObject()) {
                throw UserError.of(file + ": wanted a Hugging Face tokenizer with a \"model\"", "none", "fetch the file again");
            }
            var vocabulary = vocabulary(model.path("vocab"));
            for (var token : document.path("added_tokens")) {
                vocabulary.put(token.path("content").asText(), token.path("id").asInt());
            }
            root.putNull("truncation").putNull("padding");
            keepWhitespaceInOffsets(root.path("post_processor"));
            return new TokenizerJson(Json.line(root), vocabulary);
        } catch (IOException e) {
            throw new UserError(file + ": wanted a readable UTF-8 file, found " + e + ": fetch the file again", e);
        }
    }

    /** BPE and WordPiece have an object, Unigram a list of [token, score] whose index is the id. */
    private static Map<String, Integer> vocabulary(JsonNode vocab) {
        var ids = new HashMap<String, Integer>();
        vocab.properties().forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
        if (vocab.isArray()) {
            for (var i = 0; i < vocab.size(); i++) {
                ids.putIfAbsent(vocab.path(i).path(0).asText(), i);
            }
        }
        return ids;
    }

    private static void keepWhitespaceInOffsets(JsonNode processor) {
        if (processor instanceof ObjectNode object && object.has("trim_offsets")) {
            object.put("trim_offsets", false);
        }
        processor.path("processors").forEach(TokenizerJson::keepWhitespaceInOffsets);
    }
}
