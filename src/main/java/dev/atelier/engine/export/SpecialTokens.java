package dev.atelier.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.io.gguf.GgufValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ids of special tokens, and whether the first and last are added to a text: as gguf-py's SpecialVocab finds them. */
final class SpecialTokens {
    /** Hugging Face's name and GGUF's; "seperator" is spelt so there. */
    private enum Kind {
        BOS("bos", "bos"),
        EOS("eos", "eos"),
        UNKNOWN("unk", "unknown"),
        SEPARATOR("sep", "seperator"),
        PADDING("pad", "padding"),
        MASK("mask", "mask");

        private final String huggingFace;
        private final String gguf;

        Kind(String huggingFace, String gguf) {
            this.huggingFace = huggingFace;
            this.gguf = gguf;
        }
    }

    private static final List<String> ENDS_OF_TURN = List.of("<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>");

    private SpecialTokens() {}

    static Map<String, GgufValue> keys(TokenizerFiles files, int rows) {
        var keys = new LinkedHashMap<String, GgufValue>();
        for (var kind : Kind.values()) {
            id(files, kind.huggingFace).filter(id -> id >= 0 && id < rows)
                    .ifPresent(id -> keys.put("tokenizer.ggml." + kind.gguf + "_token_id", GgufValue.u32(id)));
        }
        ENDS_OF_TURN.stream().flatMap(token -> files.id(token).stream()).findFirst()
                .ifPresent(id -> keys.put("tokenizer.ggml.eot_token_id", GgufValue.u32(id)));
        keys.put("tokenizer.ggml.add_bos_token", GgufValue.of(adds(files, "bos")));
        keys.put("tokenizer.ggml.add_eos_token", GgufValue.of(adds(files, "eos")));
        return keys;
    }

    private static Optional<Integer> id(TokenizerFiles files, String kind) {
        var token = token(files, kind);
        if (token.isPresent()) {
            return files.id(token.get());
        }
        for (var config : List.of(files.config(), files.generationConfig())) {
            var id = config.path(kind + "_token_id");
            id = id.isArray() ? id.path(0) : id;
            if (id.isInt()) {
                return Optional.of(id.asInt());
            }
        }
        return Optional.empty();
    }

    /** The text of a special token in tokenizer_config.json: a string or an object with its content. */
    private static Optional<String> token(TokenizerFiles files, String kind) {
        var node = files.tokenizerConfig().path(kind + "_token");
        node = node.isObject() ? node.path("content") : node;
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** tokenizer_config.json's word, else whether tokenizer.json's template puts the token at the text's start or end. */
    private static boolean adds(TokenizerFiles files, String kind) {
        var said = files.tokenizerConfig().path("add_" + kind + "_token");
        if (said.isBoolean()) {
            return said.asBoolean();
        }
        var post = files.tokenizer().path("post_processor");
        for (var processor : post.has("processors") ? post.path("processors") : List.of(post)) {
            var single = processor.path("single");
            if (processor.path("type").asText().equals("TemplateProcessing") && single.size() > 1) {
                var end = special(single.path(kind.equals("bos") ? 0 : single.size() - 1));
                return !end.isEmpty() && token(files, kind).map(end::equals).orElse(kind.equals("bos"));
            }
        }
        return false;
    }

    private static String special(JsonNode piece) {
        return piece.path("SpecialToken").path("id").asText();
    }
}
