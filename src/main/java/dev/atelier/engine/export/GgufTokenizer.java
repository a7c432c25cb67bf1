package dev.atelier.engine.export;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.text.PreTokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tokenizer.* keys for a model folder's tokenizer.json. */
final class GgufTokenizer {
    private static final String KEY = "tokenizer.ggml.";

    private GgufTokenizer() {}

    /** A GGUF file's own keys, else those for the folder's tokenizer; see {@link #keys}. */
    static Map<String, GgufValue> of(ModelSource base, int rows, List<String> warnings) {
        if (!(base instanceof GgufModel file)) {
            return keys(base.path(), rows, warnings);
        }
        var keys = new LinkedHashMap<String, GgufValue>();
        file.file().metadata().forEach((key, value) -> {
            if (key.startsWith("tokenizer.")) {
                keys.put(key, value);
            }
        });
        keys.putIfAbsent(KEY + "model", GgufValue.of("none"));
        return keys;
    }

    /** {@code rows} is the number of rows of the embedding; what the user should know is added to {@code warnings}. */
    static Map<String, GgufValue> keys(Path folder, int rows, List<String> warnings) {
        var files = TokenizerFiles.read(folder);
        var keys = new LinkedHashMap<String, GgufValue>();
        if (!files.present()) {
            warnings.add("the model folder has no tokenizer.json: the file takes token ids, not text");
            keys.put(KEY + "model", GgufValue.of("none"));
            return keys;
        }
        var type = files.tokenizer().path("model").path("type").asText("BPE");
        if (!type.equals("BPE")) {
            throw UserError.of(folder.resolve("tokenizer.json") + ": wanted a BPE tokenizer", type, "export to safetensors instead");
        }
        var table = TokenTable.of(files, rows, warnings);
        if (TokenTable.byteFallback(files)) {
            sentencePiece(files, table, keys);
        } else {
            byteLevel(files, table, keys, warnings);
        }
        keys.putAll(SpecialTokens.keys(files, rows));
        files.chatTemplate().ifPresent(template -> keys.put("tokenizer.chat_template", GgufValue.of(template)));
        return keys;
    }

    private static void byteLevel(TokenizerFiles files, TokenTable table, Map<String, GgufValue> keys, List<String> warnings) {
        var pre = PreTokenizer.name(files.tokenizer());
        if (pre.isEmpty()) {
            warnings.add("llama.cpp knows no split like this tokenizer's: the token ids it finds may differ (written as default)");
        }
        keys.put(KEY + "model", GgufValue.of("gpt2"));
        keys.put(KEY + "pre", GgufValue.of(pre.orElse("default")));
        keys.put(KEY + "tokens", GgufValue.strings(table.tokens()));
        keys.put(KEY + "token_type", GgufValue.i32s(table.types()));
        keys.put(KEY + "merges", GgufValue.strings(TokenTable.merges(files.tokenizer())));
    }

    private static void sentencePiece(TokenizerFiles files, TokenTable table, Map<String, GgufValue> keys) {
        keys.put(KEY + "model", GgufValue.of("llama"));
        keys.put(KEY + "pre", GgufValue.of("default"));
        keys.put(KEY + "tokens", GgufValue.strings(table.tokens()));
        keys.put(KEY + "scores", GgufValue.f32s(SentencePieceScores.of(files, table)));
        keys.put(KEY + "token_type", GgufValue.i32s(table.types()));
        boolean prefix = files.tokenizer().path("normalizer").toString().contains("\"Prepend\"")
                || List.of("first", "always").contains(files.tokenizer().path("pre_tokenizer").path("prepend_scheme").asText());
        keys.put(KEY + "add_space_prefix", GgufValue.of(prefix));
    }
}
