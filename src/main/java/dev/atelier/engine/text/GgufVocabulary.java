package dev.atelier.engine.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.text.SentencePieceModel.Piece;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tokenizer.ggml.* keys of a GGUF file as a tokenizer.json: byte-level BPE ("gpt2", by the split that tokenizer.ggml.pre names), SentencePiece
 * ("llama": its merges found from the scores; "t5": the likeliest pieces) and WordPiece ("bert").
 */
record GgufVocabulary(TokenizerJson json, SpecialTokens specials) {
    private static final String KEY = "tokenizer.ggml.";
    private static final String WORD_START = "\u2581";

    static GgufVocabulary read(GgufReader file) {
        var where = file.file().toString();
        var kind = file.text(KEY + "model").orElse("none");
        var tokens = texts(file, "tokens");
        var specials = specials(file);
        var root = switch (kind) {
            case "gpt2" -> byteLevel(file, pieces(file, tokens));
            case "llama" -> sentencePiece(file, SentencePieceModel.Kind.BPE, pieces(file, tokens), specials);
            case "t5" -> sentencePiece(file, SentencePieceModel.Kind.UNIGRAM, pieces(file, tokens), specials);
            case "bert" -> wordPiece(pieces(file, tokens), specials);
            default -> throw UserError.of(where + ": wanted a tokenizer of the kind gpt2, llama, t5 or bert", kind, "use the model's Hugging Face folder instead");
        };
        return new GgufVocabulary(TokenizerJson.of(root, where), specials);
    }

    private static List<Piece> pieces(GgufReader file, List<String> tokens) {
        var types = numbers(file, "token_type");
        var scores = numbers(file, "scores");
        var pieces = new ArrayList<Piece>(tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            var type = id < types.size() ? SentencePieceModel.Type.of(types.get(id).intValue()) : SentencePieceModel.Type.NORMAL;
            pieces.add(new Piece(tokens.get(id), id < scores.size() ? scores.get(id) : 0, type));
        }
        return pieces;
    }

    private static ObjectNode byteLevel(GgufReader file, List<Piece> pieces) {
        var root = Json.MAPPER.createObjectNode().put("version", "1.0");
        var added = root.putArray("added_tokens");
        var model = root.putObject("model").put("type", "BPE");
        vocabulary(pieces, model, added);
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
        return root;
    }

    private static void vocabulary(List<Piece> pieces, ObjectNode model, ArrayNode added) {
        var vocab = model.putObject("vocab");
        for (int id = 0; id < pieces.size(); id++) {
            var piece = pieces.get(id);
            if (!vocab.has(piece.text())) {
                vocab.put(piece.text(), id);
            }
            if (piece.type() == SentencePieceModel.Type.CONTROL || piece.type() == SentencePieceModel.Type.USER_DEFINED || piece.type() == SentencePieceModel.Type.UNKNOWN) {
                SentencePieceJson.added(added, id, piece.text(), piece.type() != SentencePieceModel.Type.USER_DEFINED);
            }
        }
    }

    private static ObjectNode sentencePiece(GgufReader file, SentencePieceModel.Kind kind, List<Piece> pieces, SpecialTokens specials) {
        var charsMap = numbers(file, "precompiled_charsmap");
        var bytes = new byte[charsMap.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = charsMap.get(i).byteValue();
        }
        return SentencePieceJson.of(new SentencePieceModel(kind, pieces, flag(file, "add_space_prefix").orElse(true), flag(file, "remove_extra_whitespaces").orElse(false), bytes,
                specials.texts()), file.file().toString());
    }

    /** Tokens that start a word have a mark in front; in tokenizer.json it is those that do not. */
    private static ObjectNode wordPiece(List<Piece> pieces, SpecialTokens specials) {
        var root = Json.MAPPER.createObjectNode().put("version", "1.0");
        var added = root.putArray("added_tokens");
        root.putObject("normalizer").put("type", "BertNormalizer").put("clean_text", true).put("handle_chinese_chars", true).putNull("strip_accents").put("lowercase", true);
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
        var model = root.putObject("model").put("type", "WordPiece").put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100)
                .put("unk_token", specials.texts().getOrDefault("unk_token", "[UNK]"));
        vocabulary(pieces.stream().map(piece -> new Piece(wordPiece(piece.text()), 0, special(piece.text()) ? SentencePieceModel.Type.CONTROL : SentencePieceModel.Type.NORMAL)).toList(), model, added);
        return root;
    }

    private static String wordPiece(String token) {
        return token.startsWith(WORD_START) ? token.substring(1) : special(token) ? token : "##" + token;
    }

    private static boolean special(String token) {
        return token.startsWith("[") && token.endsWith("]") && token.length() > 2;
    }

    /** Those the file names; none where it has no vocabulary. */
    static SpecialTokens specials(GgufReader file) {
        var kind = file.text(KEY + "model").orElse("none");
        List<String> tokens = file.metadata().containsKey(KEY + "tokens") ? texts(file, "tokens") : List.of();
        var texts = new LinkedHashMap<String, String>();
        Map.of("bos", "bos", "eos", "eos", "unknown", "unk", "padding", "pad", "seperator", "sep", "cls", "cls", "mask", "mask")
                .forEach((gguf, name) -> id(file, gguf, tokens).ifPresent(id -> texts.put(name + "_token", tokens.get(id))));
        var eos = new LinkedHashSet<Integer>();
        for (var end : List.of("eos", "eot", "eom")) {
            id(file, end, tokens).ifPresent(eos::add);
        }
        var addBos = flag(file, "add_bos_token").or(() -> kind.equals("llama") ? Optional.of(true) : Optional.empty());
        return new SpecialTokens(texts, eos, id(file, "bos", tokens), id(file, "padding", tokens), addBos);
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
