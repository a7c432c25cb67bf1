package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The special tokens a model names.
 *
 * @param texts bos_token, eos_token, unk_token, pad_token ... as tokenizer_config.json (or special_tokens_map.json) spells them: what chat templates see
 * @param eosIds every id that ends generation, from generation_config.json, config.json and the tokenizer's eos_token; the one that training
 *     appends comes first
 * @param addBos whether tokenizer_config.json asks for a bos before plain text; empty where it does not say
 */
public record SpecialTokens(Map<String, String> texts, Set<Integer> eosIds, OptionalInt bosId, OptionalInt padId, Optional<Boolean> addBos) {
    private static final long MAX_FILE = 32L << 20;
    private static final Set<String> NAMES = Set.of("bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token");

    /** Those of a model folder, as far as they can be told without its vocabulary, or of a GGUF file. */
    public static SpecialTokens of(Path model) {
        if (!Files.isRegularFile(model)) {
            return read(model, Map.of());
        }
        try (var file = GgufReader.open(model)) {
            return GgufVocabulary.specials(file);
        }
    }

    public static SpecialTokens read(Path folder, Map<String, Integer> vocabulary) {
        return read(folder, vocabulary, Map.of());
    }

    /**
     * @param own the texts that hold where no file names others
     */
    static SpecialTokens read(Path folder, Map<String, Integer> vocabulary, Map<String, String> own) {
        var tokenizerConfig = json(folder, "tokenizer_config.json");
        var config = json(folder, "config.json");
        var generation = json(folder, "generation_config.json");
        var texts = texts(json(folder, "special_tokens_map.json"));
        texts.putAll(texts(tokenizerConfig));
        own.forEach(texts::putIfAbsent);
        var eos = new LinkedHashSet<Integer>();
        var eosText = texts.get("eos_token");
        if (eosText != null && vocabulary.containsKey(eosText)) {
            eos.add(vocabulary.get(eosText));
        }
        for (var source : new JsonNode[] {generation, config}) {
            var ids = source.path("eos_token_id");
            (ids.isArray() ? ids : List.of(ids)).forEach(id -> {
                if (isId(id)) {
                    eos.add(id.intValue());
                }
            });
        }
        var addBos = tokenizerConfig.path("add_bos_token");
        return new SpecialTokens(
                texts,
                eos,
                id(texts.get("bos_token"), vocabulary, "bos_token_id", generation, config),
                id(texts.get("pad_token"), vocabulary, "pad_token_id", generation, config),
                addBos.isBoolean() ? Optional.of(addBos.booleanValue()) : Optional.empty());
    }

    static JsonNode json(Path folder, String name) {
        var file = folder.resolve(name);
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MAX_FILE) {
                throw UserError.of(file + ": wanted at most " + MAX_FILE + " bytes", Files.size(file) + " bytes", "fetch the file again");
            }
            return Files.isRegularFile(file) ? Json.parse(Files.readString(file), file.toString()) : MissingNode.getInstance();
        } catch (IOException e) {
            throw new UserError(file + ": wanted a readable UTF-8 file, found " + e + ": mend or fetch it again", e);
        }
    }

    static Map<String, String> texts(JsonNode config) {
        var texts = new LinkedHashMap<String, String>();
        for (var entry : config.properties()) {
            var value = entry.getValue().isObject() ? entry.getValue().path("content") : entry.getValue();
            if (NAMES.contains(entry.getKey()) && value.isTextual()) {
                texts.put(entry.getKey(), value.textValue());
            }
        }
        return texts;
    }

    private static boolean isId(JsonNode node) {
        return node.isInt() && node.intValue() >= 0;
    }

    private static OptionalInt id(@Nullable String text, Map<String, Integer> vocabulary, String key, JsonNode... configs) {
        if (text != null && vocabulary.containsKey(text)) {
            return OptionalInt.of(vocabulary.get(text));
        }
        for (var config : configs) {
            if (isId(config.path(key))) {
                return OptionalInt.of(config.path(key).intValue());
            }
        }
        return OptionalInt.empty();
    }
}
