package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.atelier.domain.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A folder whose tokenizer is SentencePiece's tokenizer.model, with what tokenizer_config.json and added_tokens.json add to it. */
final class SentencePieceFolder {
    private SentencePieceFolder() {}

    static TokenizerJson read(Path folder, Path file, byte[] bytes) {
        var model = SentencePieceModel.parse(bytes, file.toString());
        var config = SpecialTokens.json(folder, "tokenizer_config.json");
        var root = SentencePieceJson.of(model, file.toString());
        if (config.path("legacy").isBoolean() && !config.path("legacy").booleanValue() && model.addDummyPrefix()) {
            prefixOnlyAtTheStart(root);
        }
        added(folder, config, root, model.pieces().size());
        var json = TokenizerJson.of(root, file.toString());
        var specials = SpecialTokens.texts(config);
        model.specials().forEach(specials::putIfAbsent);
        root.set("post_processor", processor(root, json.vocabulary(), config, specials));
        return new TokenizerJson(root, json.vocabulary(), model.specials(), json.where());
    }

    /** Texts after a special token do not start with a space then. */
    private static void prefixOnlyAtTheStart(ObjectNode root) {
        var steps = (ArrayNode) root.path("normalizer").path("normalizers");
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.path(i).path("type").asText().equals("Prepend") || steps.path(i).path("pattern").path("String").asText().equals(" ")) {
                steps.remove(i);
            }
        }
        if (steps.isEmpty()) {
            root.putNull("normalizer");
        }
        root.putObject("pre_tokenizer").put("type", "Metaspace").put("replacement", "\u2581").put("prepend_scheme", "first").put("split", false);
    }

    private static void added(Path folder, JsonNode config, ObjectNode root, int pieces) {
        var tokens = new TreeMap<Integer, JsonNode>();
        for (var entry : SpecialTokens.json(folder, "added_tokens.json").properties()) {
            tokens.put(entry.getValue().asInt(-1), TextNode.valueOf(entry.getKey()));
        }
        for (var entry : config.path("added_tokens_decoder").properties()) {
            tokens.put(id(entry.getKey(), folder), entry.getValue());
        }
        var added = (ArrayNode) root.path("added_tokens");
        tokens.tailMap(pieces).forEach((id, token) -> {
            var flags = token.isObject() ? token : MissingNode.getInstance();
            added.addObject().put("id", id).put("content", token.isTextual() ? token.textValue() : token.path("content").asText())
                    .put("single_word", flags.path("single_word").asBoolean()).put("lstrip", flags.path("lstrip").asBoolean())
                    .put("rstrip", flags.path("rstrip").asBoolean()).put("normalized", flags.path("normalized").asBoolean())
                    .put("special", flags.path("special").asBoolean());
        });
    }

    private static int id(String text, Path folder) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UserError(folder.resolve("tokenizer_config.json") + ": added_tokens_decoder: wanted ids, found '" + text + "': fetch the file again", e);
        }
    }

    /** A bos before the text, and an eos after it if asked for, as the tokenizers of Llama and Gemma have it. */
    private static ObjectNode processor(ObjectNode root, Map<String, Integer> vocabulary, JsonNode config, Map<String, String> specials) {
        var processor = root.objectNode().put("type", "TemplateProcessing");
        var single = processor.putArray("single");
        var known = processor.putObject("special_tokens");
        if (config.path("add_bos_token").asBoolean(true)) {
            special(specials.get("bos_token"), vocabulary, single, known);
        }
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        if (config.path("add_eos_token").asBoolean(false)) {
            special(specials.get("eos_token"), vocabulary, single, known);
        }
        processor.putArray("pair");
        return processor;
    }

    private static void special(@Nullable String text, Map<String, Integer> vocabulary, ArrayNode single, ObjectNode known) {
        var id = text == null ? null : vocabulary.get(text);
        if (id != null) {
            single.addObject().putObject("SpecialToken").put("id", text).put("type_id", 0);
            var token = known.putObject(text).put("id", text);
            token.putArray("ids").add(id);
            token.putArray("tokens").add(text);
        }
    }
}
