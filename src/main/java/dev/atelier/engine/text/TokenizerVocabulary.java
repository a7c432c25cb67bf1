package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.UserError;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The tokens of a tokenizer.json with their ids: the model's own, then the added ones. */
final class TokenizerVocabulary {
    /** Above every id of every vocabulary. */
    static final int MAX_ID = 1 << 24;

    private static final int MAX_ADDED = 1024;
    private static final int MAX_ADDED_TOTAL = 1 << 20;
    private static final int MAX_TOKEN = 1 << 16;

    private final Map<String, Integer> ids = new HashMap<>();
    private final ObjectNode model;
    private final String where;

    private TokenizerVocabulary(ObjectNode model, String where) {
        this.model = model;
        this.where = where;
    }

    /** Completes the model's type where the file has none, and its vocabulary where an added token has an id of its own choice. */
    static Map<String, Integer> read(ObjectNode root, ObjectNode model, String where) {
        var vocabulary = new TokenizerVocabulary(model, where);
        var type = model.path("type").asText(type(model));
        model.put("type", type);
        switch (type) {
            case "BPE" -> {
                vocabulary.object();
                vocabulary.merges();
            }
            case "WordPiece", "WordLevel" -> vocabulary.object();
            case "Unigram" -> vocabulary.list();
            default -> throw UserError.of(where + ": wanted a tokenizer of type BPE, Unigram, WordPiece or WordLevel", shown(type), "use another model's");
        }
        vocabulary.added(root.path("added_tokens"));
        return vocabulary.ids;
    }

    /** Older files do not say. */
    private static String type(JsonNode model) {
        return model.path("vocab").isArray() ? "Unigram" : model.has("merges") ? "BPE" : model.has("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
    }

    private void object() {
        if (!(model.path("vocab") instanceof ObjectNode vocab)) {
            throw wrong("model.vocab: wanted an object of tokens with their ids", kind(model.path("vocab")));
        }
        for (var entry : vocab.properties()) {
            length(entry.getKey());
            ids.put(entry.getKey(), id(entry.getValue(), entry.getKey()));
        }
    }

    private void list() {
        if (!model.path("vocab").isArray()) {
            throw wrong("model.vocab: wanted a list of pieces with their scores", kind(model.path("vocab")));
        }
        int id = 0;
        for (var piece : model.path("vocab")) {
            if (piece.size() != 2 || !piece.path(0).isTextual() || !piece.path(1).isNumber()) {
                throw wrong("model.vocab: wanted [piece, score]", shown(piece.toString()));
            }
            length(piece.path(0).textValue());
            ids.putIfAbsent(piece.path(0).textValue(), id++);
        }
        var unknown = model.path("unk_id");
        if (!unknown.isMissingNode() && !unknown.isNull() && !(unknown.isInt() && unknown.intValue() >= 0 && unknown.intValue() < id)) {
            throw wrong("model.unk_id: wanted an id below " + id, unknown.toString());
        }
    }

    /** The library cuts the right part of a merge after as many bytes as the prefix has, wherever that is. */
    private void merges() {
        var prefix = model.path("continuing_subword_prefix").asText("");
        if (model.path("continuing_subword_prefix").isNull() || prefix.isEmpty()) {
            return;
        }
        for (var merge : model.path("merges")) {
            var right = merge.isArray() ? merge.path(1).asText() : merge.asText().substring(merge.asText().indexOf(' ') + 1);
            if (!right.startsWith(prefix)) {
                throw wrong("model.merges: wanted second parts that start with " + shown(prefix), shown(merge.toString()));
            }
        }
    }

    private void added(JsonNode tokens) {
        if (!tokens.isMissingNode() && !tokens.isNull() && !tokens.isArray()) {
            throw wrong("added_tokens: wanted a list", kind(tokens));
        }
        var wanted = new LinkedHashMap<String, Integer>();
        var taken = new HashSet<>(ids.values());
        long total = 0;
        for (var token : tokens) {
            var content = token.path("content");
            if (!content.isTextual() || content.textValue().length() > MAX_ADDED) {
                throw wrong("added_tokens: wanted a content of at most " + MAX_ADDED + " characters", content.isTextual() ? content.textValue().length() + " characters" : kind(content));
            }
            total += content.textValue().length();
            if (total > MAX_ADDED_TOTAL) {
                throw wrong("added_tokens: wanted at most " + MAX_ADDED_TOTAL + " characters in all", "more");
            }
            if (!content.textValue().isEmpty()) { // the library passes over empty ones
                add(content.textValue(), id(token.path("id"), content.textValue()), wanted, taken);
            }
        }
        if (!follows(wanted)) {
            if (!(model.path("vocab") instanceof ObjectNode vocab)) {
                throw wrong("added_tokens: wanted ids that follow the vocabulary's " + model.path("vocab").size(), shown(wanted.toString()));
            }
            wanted.forEach(vocab::put);
        }
        ids.putAll(wanted);
    }

    private void add(String content, int id, Map<String, Integer> wanted, Set<Integer> taken) {
        Integer known = ids.getOrDefault(content, wanted.get(content));
        if (known != null && known != id) {
            throw wrong("added_tokens: wanted the id " + known + " again for " + shown(content), Integer.toString(id));
        }
        if (known == null) {
            if (!taken.add(id)) {
                throw wrong("added_tokens: wanted an id of its own for " + shown(content), id + ", which another token has");
            }
            wanted.put(content, id);
        }
    }

    /** The library counts on from the vocabulary's size, whatever the file says; other ids it takes only from the model itself. */
    private boolean follows(Map<String, Integer> wanted) {
        int next = model.path("vocab").size();
        for (int id : wanted.values()) {
            if (id != next++) {
                return false;
            }
        }
        return ids.values().stream().allMatch(id -> id < model.path("vocab").size());
    }

    private int id(JsonNode id, String token) {
        if (!id.isInt() || id.intValue() < 0 || id.intValue() >= MAX_ID) {
            throw wrong("the id of " + shown(token) + ": wanted a whole number below " + MAX_ID, shown(id.toString()));
        }
        return id.intValue();
    }

    private void length(String token) {
        if (token.length() > MAX_TOKEN) {
            throw wrong("wanted tokens of at most " + MAX_TOKEN + " characters", token.length() + " characters");
        }
    }

    private UserError wrong(String wanted, String found) {
        return UserError.of(where + ": " + wanted, found, "fetch the file again");
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String shown(String text) {
        var start = text.length() <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, Math.min(60, text.codePointCount(0, text.length())))) + "...";
        return start.replaceAll("\\p{Cntrl}", "?");
    }
}
