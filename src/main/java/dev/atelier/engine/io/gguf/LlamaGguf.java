package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Llama and Mistral: https://github.com/ggml-org/llama.cpp/blob/master/conversion/llama.py */
final class LlamaGguf implements GgufArchitecture {
    static final String ROPE_FREQS = "rope_freqs.weight";
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.(weight|bias)");
    private static final Pattern BLOCK = Pattern.compile("blk\\.(\\d+)\\.(.+)\\.(weight|bias)");
    private static final Map<String, String> WHOLE = Map.of("model.embed_tokens.weight", "token_embd.weight", "model.norm.weight", "output_norm.weight",
            "lm_head.weight", "output.weight");
    private static final Map<String, String> PARTS = Map.of("input_layernorm", "attn_norm", "post_attention_layernorm", "ffn_norm", "self_attn.q_proj", "attn_q",
            "self_attn.k_proj", "attn_k", "self_attn.v_proj", "attn_v", "self_attn.o_proj", "attn_output", "mlp.gate_proj", "ffn_gate", "mlp.up_proj", "ffn_up",
            "mlp.down_proj", "ffn_down");

    /** The sizes config.json gives. */
    private record Sizes(int layers, int hidden, int inner, int heads, int kvHeads, int headDim, int vocabulary) {
        static Sizes of(JsonNode config) {
            int hidden = number(config, "hidden_size");
            int heads = number(config, "num_attention_heads");
            return new Sizes(number(config, "num_hidden_layers"), hidden, number(config, "intermediate_size"), heads,
                    config.hasNonNull("num_key_value_heads") ? number(config, "num_key_value_heads") : heads,
                    config.hasNonNull("head_dim") ? number(config, "head_dim") : hidden / heads, number(config, "vocab_size"));
        }

        private static int number(JsonNode config, String key) {
            int value = config.path(key).asInt();
            if (value < 1) {
                throw UserError.of("config.json: wanted a whole number from 1 up as " + key, config.path(key).toString(), "correct it");
            }
            return value;
        }
    }

    @Override
    public String name() {
        return "llama";
    }

    @Override
    public Set<String> modelTypes() {
        return Set.of("llama", "mistral");
    }

    @Override
    public Map<String, GgufValue> metadata(JsonNode config) {
        var s = Sizes.of(config);
        var keys = new LinkedHashMap<String, GgufValue>();
        keys.put("llama.block_count", GgufValue.u32(s.layers));
        keys.put("llama.context_length", GgufValue.u32(config.path("max_position_embeddings").asLong(2048)));
        keys.put("llama.embedding_length", GgufValue.u32(s.hidden));
        keys.put("llama.feed_forward_length", GgufValue.u32(s.inner));
        keys.put("llama.attention.head_count", GgufValue.u32(s.heads));
        keys.put("llama.attention.head_count_kv", GgufValue.u32(s.kvHeads));
        keys.put("llama.attention.layer_norm_rms_epsilon", GgufValue.f32(config.path("rms_norm_eps").asDouble(1e-6)));
        keys.put("llama.attention.key_length", GgufValue.u32(s.headDim));
        keys.put("llama.attention.value_length", GgufValue.u32(s.headDim));
        keys.put("llama.vocab_size", GgufValue.u32(s.vocabulary));
        keys.put("llama.rope.dimension_count", GgufValue.u32(s.headDim));
        LlamaRope.of(config).describe(keys);
        return keys;
    }

    @Override
    public ObjectNode config(GgufReader file) {
        var embedding = file.info("token_embd.weight");
        long heads = required(file, "llama.attention.head_count");
        long hidden = required(file, "llama.embedding_length");
        var config = Json.MAPPER.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama").put("hidden_act", "silu").put("torch_dtype", "float32");
        config.put("num_hidden_layers", required(file, "llama.block_count")).put("hidden_size", hidden);
        config.put("intermediate_size", required(file, "llama.feed_forward_length")).put("num_attention_heads", heads);
        config.put("num_key_value_heads", file.whole("llama.attention.head_count_kv").orElse(heads));
        config.put("head_dim", file.whole("llama.attention.key_length").orElse(heads == 0 ? 0 : hidden / heads));
        config.put("vocab_size", embedding.shape()[0]);
        config.put("max_position_embeddings", required(file, "llama.context_length"));
        config.put("rms_norm_eps", shortest(file.real("llama.attention.layer_norm_rms_epsilon").orElse(1e-6)));
        config.put("rope_theta", shortest(file.real("llama.rope.freq_base").orElse(10000.0)));
        config.set("rope_scaling", LlamaRope.scaling(file));
        config.put("tie_word_embeddings", !file.tensors().containsKey("output.weight"));
        config.put("attention_bias", file.tensors().containsKey("blk.0.attn_output.bias"));
        config.put("mlp_bias", file.tensors().containsKey("blk.0.ffn_up.bias"));
        file.whole("tokenizer.ggml.bos_token_id").ifPresent(id -> config.put("bos_token_id", id));
        file.whole("tokenizer.ggml.eos_token_id").ifPresent(id -> config.put("eos_token_id", id));
        return config;
    }

    @Override
    public List<String> check(TensorSource model) {
        var config = model.config();
        var s = Sizes.of(config);
        expect(model, "model.embed_tokens.weight", s.vocabulary, s.hidden);
        expect(model, "model.norm.weight", s.hidden);
        if (!GgufArchitecture.tied(config)) {
            expect(model, "lm_head.weight", s.vocabulary, s.hidden);
        }
        for (int i = 0; i < s.layers; i++) {
            var layer = "model.layers." + i + ".";
            expect(model, layer + "input_layernorm.weight", s.hidden);
            expect(model, layer + "post_attention_layernorm.weight", s.hidden);
            expect(model, layer + "self_attn.q_proj.weight", (long) s.heads * s.headDim, s.hidden);
            expect(model, layer + "self_attn.k_proj.weight", (long) s.kvHeads * s.headDim, s.hidden);
            expect(model, layer + "self_attn.v_proj.weight", (long) s.kvHeads * s.headDim, s.hidden);
            expect(model, layer + "self_attn.o_proj.weight", s.hidden, (long) s.heads * s.headDim);
            expect(model, layer + "mlp.gate_proj.weight", s.inner, s.hidden);
            expect(model, layer + "mlp.up_proj.weight", s.inner, s.hidden);
            expect(model, layer + "mlp.down_proj.weight", s.hidden, s.inner);
        }
        var warnings = new ArrayList<String>();
        if (config.path("sliding_window").isNumber() && config.path("sliding_window").asLong() < config.path("max_position_embeddings").asLong()) {
            warnings.add("GGUF's llama has no sliding window: beyond " + config.path("sliding_window") + " tokens the result differs from the original");
        }
        return warnings;
    }

    @Override
    public Optional<String> ggufName(String name, JsonNode config) {
        if (name.endsWith(".rotary_emb.inv_freq") || (name.equals("lm_head.weight") && GgufArchitecture.tied(config))) {
            return Optional.empty();
        }
        var whole = WHOLE.get(name);
        if (whole != null) {
            return Optional.of(whole);
        }
        var match = LAYER.matcher(name);
        var part = match.matches() ? PARTS.get(match.group(2)) : null;
        if (part == null) {
            throw UserError.of("wanted tensors of a Llama model", name, "export to safetensors instead");
        }
        return Optional.of("blk." + match.group(1) + "." + part + "." + match.group(3));
    }

    @Override
    public Optional<String> huggingFaceName(String name) {
        if (name.equals(ROPE_FREQS)) {
            return Optional.empty();
        }
        var match = BLOCK.matcher(name);
        if (match.matches()) {
            for (var part : PARTS.entrySet()) {
                if (part.getValue().equals(match.group(2))) {
                    return Optional.of("model.layers." + match.group(1) + "." + part.getKey() + "." + match.group(3));
                }
            }
        }
        return WHOLE.entrySet().stream().filter(e -> e.getValue().equals(name)).map(Map.Entry::getKey).findFirst()
                .or(() -> {
                    throw UserError.of("wanted tensors of a Llama model", name, "use a file of another architecture's reader");
                });
    }

    @Override
    public RowOrder rowOrder(String name, JsonNode config) {
        return name.contains(".self_attn.q_proj.") || name.contains(".self_attn.k_proj.") ? new RowOrder(Sizes.of(config).headDim) : RowOrder.SAME;
    }

    @Override
    public Map<String, float[]> extraTensors(JsonNode config) {
        var factors = LlamaRope.of(config).factors(Sizes.of(config).headDim);
        return factors.length == 0 ? Map.of() : Map.of(ROPE_FREQS, factors);
    }

    private static void expect(TensorSource model, String name, long... shape) {
        var found = model.names().contains(name) ? Arrays.toString(model.shape(name)) : "none";
        if (!found.equals(Arrays.toString(shape))) {
            throw UserError.of("wanted a tensor " + name + " " + Arrays.toString(shape) + ", as config.json says", found, "config.json and the weights must belong together");
        }
    }

    private static long required(GgufReader file, String key) {
        return file.whole(key).orElseThrow(() -> UserError.of(file.file() + ": wanted a whole number " + key, "none", "the file is not a Llama model"));
    }

    /** The number a person would write for a float32: 1e-5, not 9.999999747378752e-6. */
    private static double shortest(double value) {
        return Double.parseDouble(Float.toString((float) value));
    }
}
