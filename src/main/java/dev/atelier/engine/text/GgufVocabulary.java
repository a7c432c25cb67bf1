package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tokenizer.ggml.* keys of a GGUF file as a tokenizer.json: byte-level BPE ("gpt2", by the split that tokenizer.ggml.pre names) and
 * SentencePiece BPE ("llama", its merges found from the scores).
 */
record GgufVocabulary(TokenizerJson json, SpecialTokens specials) {
    private static final String KEY = "tokenizer.ggml.";
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;

    static GgufVocabulary read(GgufReader file) {
        var kind = file.text(KEY + "model").orElse("none");
        var tokens = texts(file, "tokens");
        var types = numbers(file, "token_type");
        var ids = new HashMap<String, Integer>();
        for (var id = 0; id < tokens.size(); id++) {
            ids.putIfAbsent(tokens.get(id), id);
        }
        var root = Json.MAPPER.createObjectNode().put("version", "1.0");
        var added = root.putArray("added_tokens");
        for (var id = 0; id < Math.min(tokens.size(), types.size()); id++) {
            var type = types.get(id).intValue();
            if (type == CONTROL || type == USER_DEFINED || type == UNKNOWN) {
                added.addObject().put("id", id).put("content", tokens.get(id)).put("single_word", false).put("lstrip", false).put("rstrip", false)
                        .put("normalized", false).put("special", type != USER_DEFINED);
            }
        }
        var model = root.putObject("model").put("type", "BPE");
        switch (kind) {
            case "gpt2" -> byteLevel(file, root, model);
            case "llama" -> sentencePiece(file, tokens, ids, root, model);
            default -> throw UserError.of(
                    file.file() + ": wanted a tokenizer of the kind gpt2 or llama", kind, "use the model's Hugging Face folder instead");
        }
        var vocab = model.putObject("vocab");
        ids.forEach(vocab::put);
        return new GgufVocabulary(new TokenizerJson(Json.line(root), ids), specials(file, tokens));
    }

    private static void byteLevel(GgufReader file, ObjectNode root, ObjectNode model) {
        var pre = file.text(KEY + "pre").orElse("default");
        var split = PreTokenizer.json(pre).orElseThrow(() -> UserError.of(
                file.file() + ": wanted a split of text that is known here", "tokenizer.ggml.pre " + pre, "use the model's Hugging Face folder instead"));
        root.set("pre_tokenizer", split);
        root.putObject("decoder").put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", false).put("use_regex", false);
        model.put("ignore_merges", pre.equals("llama-bpe"));
        var merges = model.putArray("merges");
        for (var merge : texts(file, "merges")) {
            var space = merge.indexOf(' ', 1);
            if (space < 0) {
                throw UserError.of(file.file() + ": wanted merges of two parts", "'" + merge + "'", "fetch the file again");
            }
            merges.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
        }
    }

    private static void sentencePiece(GgufReader file, List<String> tokens, Map<String, Integer> ids, ObjectNode root, ObjectNode model) {
        var normalizer = root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (flag(file, "add_space_prefix").orElse(true)) {
            normalizer.addObject().put("type", "Prepend").put("prepend", "\u2581");
        }
        normalizer.addObject().put("type", "Replace").put("content", "\u2581").putObject("pattern").put("String", " ");
        var decoders = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
        decoders.addObject().put("type", "Replace").put("content", " ").putObject("pattern").put("String", "\u2581");
        decoders.addObject().put("type", "ByteFallback");
        decoders.addObject().put("type", "Fuse");
        decoders.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
        model.put("byte_fallback", true).put("fuse_unk", true);
        id(file, "unknown", tokens).ifPresent(id -> model.put("unk_token", tokens.get(id)));
        var merges = model.putArray("merges");
        SentencePieceMerges.of(tokens, numbers(file, "scores"), ids).forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
    }

    private static SpecialTokens specials(GgufReader file, List<String> tokens) {
        var texts = new LinkedHashMap<String, String>();
        Map.of("bos", "bos", "eos", "eos", "unknown", "unk", "padding", "pad")
                .forEach((gguf, name) -> id(file, gguf, tokens).ifPresent(id -> texts.put(name + "_token", tokens.get(id))));
        var eos = new LinkedHashSet<Integer>();
        for (var kind : List.of("eos", "eot", "eom")) {
            id(file, kind, tokens).ifPresent(eos::add);
        }
        return new SpecialTokens(texts, eos, id(file, "bos", tokens), id(file, "padding", tokens), flag(file, "add_bos_token"));
    }

    private static OptionalInt id(GgufReader file, String kind, List<String> tokens) {
        var id = file.whole(KEY + kind + "_token_id").orElse(-1L);
        return id >= 0 && id < tokens.size() ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
    }

    private static Optional<Boolean> flag(GgufReader file, String key) {
        return file.metadata().get(KEY + key) instanceof GgufValue.Flag flag ? Optional.of(flag.value()) : Optional.empty();
    }

    private static List<String> texts(GgufReader file, String key) {
        if (!(file.metadata().get(KEY + key) instanceof GgufValue.Items items)) {
            throw UserError.of(file.file() + ": wanted " + KEY + key, "none", "the file holds no tokenizer; use the model's Hugging Face folder");
        }
        return items.values().stream().map(value -> value instanceof GgufValue.Text text ? text.value() : "").toList();
    }

    private static List<Double> numbers(GgufReader file, String key) {
        return file.metadata().get(KEY + key) instanceof GgufValue.Items items
                ? items.values().stream().map(GgufVocabulary::number).toList()
                : List.of();
    }

    private static Double number(GgufValue value) {
        return switch (value) {
            case GgufValue.Whole whole -> (double) whole.value();
            case GgufValue.Real real -> real.value();
            default -> 0.0;
        };
    }
}
