package dev.atelier.starter;

import dev.atelier.domain.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The starter model's folder but for its weights, in Hugging Face's formats: file name to text. */
final class TokenizerFiles {
    static final String CHAT_TEMPLATE = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
            + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
    static final int CONTEXT = 1024;

    private TokenizerFiles() {}

    static Map<String, String> all(Bpe bpe) {
        var files = new LinkedHashMap<String, String>();
        files.put("config.json", Json.pretty(config(bpe.tokens().size())));
        files.put("generation_config.json", Json.pretty(map("bos_token_id", 0, "eos_token_id", List.of(2, 0), "pad_token_id", 0, "do_sample", false)));
        files.put("tokenizer.json", Json.pretty(tokenizer(bpe)));
        files.put("tokenizer_config.json", Json.pretty(tokenizerConfig(bpe)));
        files.put("special_tokens_map.json", Json.pretty(map("eos_token", Chatml.END, "pad_token", Chatml.END_OF_TEXT)));
        return files;
    }

    private static Map<String, Object> config(int vocabulary) {
        var config = map("architectures", List.of("LlamaForCausalLM"), "model_type", "llama");
        config.putAll(map("hidden_size", 256, "intermediate_size", 768, "num_hidden_layers", 6, "num_attention_heads", 4, "num_key_value_heads", 2));
        config.putAll(map("head_dim", 64, "vocab_size", vocabulary, "max_position_embeddings", CONTEXT, "rope_theta", 10000.0, "rms_norm_eps", 1e-5));
        config.putAll(map("hidden_act", "silu", "tie_word_embeddings", true, "attention_bias", false, "mlp_bias", false, "attention_dropout", 0.0));
        config.putAll(map("initializer_range", 0.02, "bos_token_id", 0, "eos_token_id", 2, "pad_token_id", 0, "torch_dtype", "bfloat16"));
        config.put("use_cache", true);
        return config;
    }

    private static Map<String, Object> tokenizer(Bpe bpe) {
        var added = new ArrayList<Map<String, Object>>();
        for (var i = 0; i < bpe.special().size(); i++) {
            var token = map("id", i, "content", bpe.special().get(i), "single_word", false, "lstrip", false, "rstrip", false);
            token.putAll(map("normalized", false, "special", true));
            added.add(token);
        }
        var vocabulary = new LinkedHashMap<String, Object>();
        for (var i = 0; i < bpe.tokens().size(); i++) {
            vocabulary.put(bpe.tokens().get(i), i);
        }
        var json = map("version", "1.0");
        json.put("truncation", null);
        json.put("padding", null);
        json.put("added_tokens", added);
        json.put("normalizer", null);
        json.put("pre_tokenizer", byteLevel(false));
        json.put("post_processor", byteLevel(false));
        json.put("decoder", byteLevel(true));
        var model = map("type", "BPE");
        model.put("dropout", null);
        model.put("unk_token", null);
        model.put("continuing_subword_prefix", null);
        model.put("end_of_word_suffix", null);
        model.putAll(map("fuse_unk", false, "byte_fallback", false, "ignore_merges", false, "vocab", vocabulary, "merges", bpe.merges()));
        json.put("model", model);
        return json;
    }

    private static Map<String, Object> byteLevel(boolean prefix) {
        return map("type", "ByteLevel", "add_prefix_space", prefix, "trim_offsets", true, "use_regex", true);
    }

    private static Map<String, Object> tokenizerConfig(Bpe bpe) {
        var decoder = new LinkedHashMap<String, Object>();
        for (var i = 0; i < bpe.special().size(); i++) {
            var token = map("content", bpe.special().get(i), "lstrip", false, "normalized", false, "rstrip", false, "single_word", false);
            token.put("special", true);
            decoder.put(String.valueOf(i), token);
        }
        var config = map("add_bos_token", false, "add_prefix_space", false, "added_tokens_decoder", decoder);
        config.put("bos_token", null);
        config.put("chat_template", CHAT_TEMPLATE);
        config.putAll(map("clean_up_tokenization_spaces", false, "eos_token", Chatml.END, "errors", "replace", "model_max_length", CONTEXT));
        config.putAll(map("pad_token", Chatml.END_OF_TEXT, "tokenizer_class", "GPT2Tokenizer"));
        config.put("unk_token", null);
        return config;
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (var i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
