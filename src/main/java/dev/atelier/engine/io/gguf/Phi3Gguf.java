package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Phi-3 and Phi-4: queries, keys and values in one matrix, gate and up in another (GGUF calls it ffn_up). llama.cpp's conversion/phi.py. */
final class Phi3Gguf extends RotaryGguf {
    private static final String ORIGINAL = "original_max_position_embeddings";
    private static final String ORIGINAL_KEY = "rope.scaling.original_context_length";

    Phi3Gguf() {
        super("phi3", "Phi3ForCausalLM", Map.of("input_layernorm", "attn_norm", "post_attention_layernorm", "ffn_norm", "self_attn.qkv_proj", "attn_qkv", "self_attn.o_proj",
                "attn_output", "mlp.gate_up_proj", "ffn_up", "mlp.down_proj", "ffn_down"));
    }

    @Override
    public JsonNode settings(JsonNode config) {
        return config.hasNonNull(ORIGINAL) ? config : config.<ObjectNode>deepCopy().put(ORIGINAL, 4096);
    }

    @Override
    Set<String> ropeTypes() {
        return Set.of("default", "longrope", "su");
    }

    @Override
    int rotated(JsonNode config) {
        return (int) (super.rotated(config) * config.path("partial_rotary_factor").asDouble(1));
    }

    @Override
    void describe(JsonNode config, GgufKeys keys) {
        keys.whole(ORIGINAL_KEY, config.path(ORIGINAL).asLong()).whole("attention.sliding_window", window(config));
    }

    @Override
    void read(GgufFacts facts, ObjectNode config) {
        config.put(ORIGINAL, facts.size(ORIGINAL_KEY, facts.size("context_length")));
        int width = config.path("head_dim").asInt();
        config.put("partial_rotary_factor", facts.size("rope.dimension_count", width) / (double) width);
        int window = GgufWindow.size(facts, 0);
        config.putNull("sliding_window");
        if (window > 0) {
            config.put("sliding_window", window);
        }
    }

    @Override
    void shapes(Sizes s, JsonNode config, ModelShapes shapes) {
        shapes.block("attn_qkv.weight", s.queries() + 2 * s.keys(), s.hidden()).block("attn_output.weight", s.hidden(), s.queries())
                .block("ffn_up.weight", 2L * s.inner(), s.hidden()).block("ffn_down.weight", s.hidden(), s.inner());
    }

    @Override
    public List<String> warnings(JsonNode config) {
        var warnings = super.warnings(config);
        if (window(config) > 0 && window(config) < config.path("max_position_embeddings").asLong()) {
            warnings.add(noWindow(name(), window(config)));
        }
        return warnings;
    }

    private static int window(JsonNode config) {
        return Math.max(0, config.path("sliding_window").asInt(0));
    }
}
