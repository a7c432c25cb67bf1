package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** GPT-2: learned positions, LayerNorm, biases everywhere, and matrices that are [in, out] in Hugging Face. llama.cpp's conversion/gpt2.py. */
final class Gpt2Gguf implements GgufArchitecture {
    private static final String NAME = "gpt2";
    private static final TensorNames NAMES = new TensorNames("transformer.", "h", Map.of("wte", "token_embd", "wpe", "position_embd", "ln_f", "output_norm"),
            Map.of("ln_1", "attn_norm", "attn.c_attn", "attn_qkv", "attn.c_proj", "attn_output", "ln_2", "ffn_norm", "mlp.c_fc", "ffn_up", "mlp.c_proj", "ffn_down"));
    private static final Pattern MASK = Pattern.compile(".*\\.attn\\.(bias|masked_bias)");
    private static final Pattern MATRIX = Pattern.compile(".*\\.(c_attn|c_proj|c_fc)\\.weight");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> modelTypes() {
        return Set.of(NAME);
    }

    @Override
    public boolean tied(JsonNode config) {
        return config.path("tie_word_embeddings").asBoolean(true);
    }

    @Override
    public Map<String, GgufValue> metadata(JsonNode config) {
        var activation = config.path("activation_function").asText("gelu_new");
        if (!Set.of("gelu_new", "gelu_pytorch_tanh").contains(activation) || !config.path("scale_attn_weights").asBoolean(true)
                || config.path("scale_attn_by_inverse_layer_idx").asBoolean()) {
            throw UserError.of("GGUF: wanted a gpt2 with gelu_new, scale_attn_weights and no scale_attn_by_inverse_layer_idx", "other settings", "export to safetensors instead");
        }
        return new GgufKeys(NAME).whole("block_count", Sizes.number(config, "n_layer")).whole("context_length", positions(config))
                .whole("embedding_length", Sizes.number(config, "n_embd")).whole("feed_forward_length", inner(config)).whole("attention.head_count", Sizes.number(config, "n_head"))
                .real("attention.layer_norm_epsilon", config.path("layer_norm_epsilon").asDouble(1e-5)).whole("vocab_size", Sizes.number(config, "vocab_size")).values();
    }

    @Override
    public ObjectNode config(GgufReader file) {
        var facts = new GgufFacts(file, NAME);
        int width = facts.size("embedding_length");
        var config = Json.MAPPER.createObjectNode();
        config.putArray("architectures").add("GPT2LMHeadModel");
        config.put("model_type", NAME).put("activation_function", "gelu_new").put("torch_dtype", "float32").put("n_layer", facts.layers()).put("n_embd", width)
                .put("n_head", facts.size("attention.head_count")).put("n_positions", facts.size("context_length"))
                .put("layer_norm_epsilon", facts.real("attention.layer_norm_epsilon").orElse(1e-5)).put("vocab_size", file.info("token_embd.weight").shape()[0])
                .put("tie_word_embeddings", !facts.has("output.weight"));
        int inner = facts.size("feed_forward_length", 4 * width);
        config.putNull("n_inner");
        if (inner != 4 * width) {
            config.put("n_inner", inner);
        }
        for (var kind : List.of("bos", "eos")) {
            file.whole("tokenizer.ggml." + kind + "_token_id").ifPresent(id -> config.put(kind + "_token_id", id));
        }
        return config;
    }

    @Override
    public void check(TensorSource model, JsonNode config) {
        int width = Sizes.number(config, "n_embd");
        int rows = Sizes.number(config, "vocab_size");
        var shapes = new ModelShapes(Sizes.number(config, "n_layer")).whole("token_embd.weight", rows, width).whole("position_embd.weight", positions(config), width);
        if (!tied(config)) {
            shapes.whole("output.weight", rows, width);
        }
        for (var end : List.of("weight", "bias")) {
            shapes.whole("output_norm." + end, width).block("attn_norm." + end, width).block("ffn_norm." + end, width);
        }
        shapes.block("attn_qkv.weight", 3L * width, width).block("attn_qkv.bias", 3L * width).block("attn_output.weight", width, width).block("attn_output.bias", width)
                .block("ffn_up.weight", inner(config), width).block("ffn_up.bias", inner(config)).block("ffn_down.weight", width, inner(config)).block("ffn_down.bias", width);
        shapes.check(model, config, this);
    }

    @Override
    public List<String> warnings(JsonNode config) {
        return List.of();
    }

    @Override
    public Optional<String> ggufName(String name, JsonNode config) {
        if (MASK.matcher(name).matches() || (name.equals("lm_head.weight") && tied(config))) {
            return Optional.empty();
        }
        return Optional.of(NAMES.gguf(name).orElseThrow(() -> UserError.of("wanted tensors of a gpt2 model", name, "export to safetensors instead")));
    }

    @Override
    public Optional<String> huggingFaceName(String name) {
        return Optional.of(NAMES.huggingFace(name).orElseThrow(() -> UserError.of("wanted tensors of a gpt2 model", name, "use a file of a known architecture")));
    }

    @Override
    public TensorLayout layout(String name, JsonNode config) {
        return MATRIX.matcher(name).matches() ? TensorLayout.TRANSPOSED : TensorLayout.SAME;
    }

    private static int inner(JsonNode config) {
        return config.hasNonNull("n_inner") ? Sizes.number(config, "n_inner") : Math.multiplyExact(4, Sizes.number(config, "n_embd"));
    }

    private static int positions(JsonNode config) {
        return Sizes.number(config, config.hasNonNull("n_positions") ? "n_positions" : "n_ctx");
    }
}
