package dev.atelier.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/** One token and one type for each row of the embedding, as llama.cpp's get_vocab_base makes them. Rows without a token are padding. */
record TokenTable(List<String> tokens, List<Integer> types) {
    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;
    static final int BYTE = 6;

    static TokenTable of(TokenizerFiles files, int rows, List<String> warnings) {
        var tokens = new String[rows];
        var types = new Integer[rows];
        Arrays.fill(types, UNUSED);
        for (var entry : files.tokenizer().path("model").path("vocab").properties()) {
            int id = id(files, entry.getKey(), entry.getValue(), rows);
            tokens[id] = entry.getKey();
            types[id] = entry.getKey().matches("<0x[0-9A-Fa-f]{2}>") && byteFallback(files) ? BYTE : NORMAL;
        }
        for (var added : files.tokenizer().path("added_tokens")) {
            var content = added.path("content").asText();
            int id = id(files, content, added.path("id"), rows);
            boolean control = added.path("special").asBoolean() || looksSpecial(content);
            types[id] = control ? CONTROL : USER_DEFINED;
            tokens[id] = control ? content : content.replace('\u2581', ' ');
        }
        var seen = new HashSet<String>();
        for (int id = 0; id < rows; id++) {
            if (tokens[id] != null && !seen.add(tokens[id])) {
                warnings.add("token " + id + " has the text of another one and is left unused");
                types[id] = UNUSED;
                tokens[id] = null;
            }
            if (tokens[id] == null) {
                tokens[id] = "[PAD" + id + "]";
            }
        }
        if (byteFallback(files)) {
            files.id(files.tokenizer().path("model").path("unk_token").asText()).ifPresent(unknown -> types[unknown] = UNKNOWN);
        }
        return new TokenTable(List.of(tokens), List.of(types));
    }

    /** The merges in GGUF's form: two parts and a space; a space inside a part is written U+0120. */
    static List<String> merges(JsonNode tokenizer) {
        var merges = new ArrayList<String>();
        for (var merge : tokenizer.path("model").path("merges")) {
            merges.add(merge.isArray() ? part(merge.path(0)) + " " + part(merge.path(1)) : merge.asText());
        }
        return merges;
    }

    /** Whether unknown characters become byte tokens: SentencePiece's way. */
    static boolean byteFallback(TokenizerFiles files) {
        return files.tokenizer().path("model").path("byte_fallback").asBoolean();
    }

    private static String part(JsonNode part) {
        return part.asText().replace(' ', '\u0120');
    }

    private static int id(TokenizerFiles files, String token, JsonNode id, int rows) {
        if (!id.isInt() || id.asInt() < 0 || id.asInt() >= rows) {
            throw UserError.of(files.folder().resolve("tokenizer.json") + ": wanted ids from 0 to " + (rows - 1) + ", the rows of the embedding",
                    id + " for " + token, "use the tokenizer that belongs to the model");
        }
        return id.asInt();
    }

    /** llama.cpp's does_token_look_special. */
    private static boolean looksSpecial(String token) {
        return List.of("<pad>", "<mask>", "<2mass>", "[@BOS@]").contains(token)
                || (token.startsWith("<|") && token.endsWith("|>"))
                || (token.startsWith("<\uff5c") && token.endsWith("\uff5c>"))
                || (token.startsWith("<unused") && token.endsWith(">"));
    }
}
