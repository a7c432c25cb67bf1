package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Llama and Mistral: llama.cpp's conversion/llama.py. Queries and keys are interleaved. llama.cpp reads no window here; ours is in the file, so that
 * what is read again is the model that was written.
 */
final class LlamaGguf extends RotaryGguf {
    LlamaGguf() {
        super("llama", "LlamaForCausalLM", PARTS);
    }

    @Override
    public Set<String> modelTypes() {
        return Set.of("llama", "mistral");
    }

    @Override
    Set<String> ropeTypes() {
        return Set.of("default", "dynamic", "linear", "yarn", "llama3", "longrope", "su", "factors");
    }

    @Override
    void describe(JsonNode config, GgufKeys keys) {
        if (window(config) > 0) {
            keys.whole("attention.sliding_window", window(config));
        }
    }

    @Override
    void read(GgufFacts facts, ObjectNode config) {
        int window = GgufWindow.size(facts, 0);
        if (window > 0) {
            config.put("model_type", "mistral").put("sliding_window", window).putArray("architectures").add("MistralForCausalLM");
        } else {
            config.put("attention_bias", facts.has("blk.0.attn_q.bias")).put("mlp_bias", facts.has("blk.0.ffn_up.bias"));
        }
    }

    @Override
    void shapes(Sizes s, JsonNode config, ModelShapes shapes) {
        super.shapes(s, config, shapes);
        if (config.path("attention_bias").asBoolean()) {
            shapes.block("attn_q.bias", s.queries()).block("attn_k.bias", s.keys()).block("attn_v.bias", s.keys()).block("attn_output.bias", s.hidden());
        }
        if (config.path("mlp_bias").asBoolean()) {
            shapes.block("ffn_gate.bias", s.inner()).block("ffn_up.bias", s.inner()).block("ffn_down.bias", s.hidden());
        }
    }

    @Override
    public List<String> warnings(JsonNode config) {
        var warnings = super.warnings(config);
        if (window(config) > 0 && window(config) < config.path("max_position_embeddings").asLong()) {
            warnings.add(noWindow(name(), window(config)));
        }
        return warnings;
    }

    /** Mistral's; 0 for none. */
    private static int window(JsonNode config) {
        return config.path("model_type").asText().equals("mistral") ? config.path("sliding_window").asInt(0) : 0;
    }

    @Override
    public TensorLayout layout(String name, JsonNode config) {
        return name.contains(".q_proj.") || name.contains(".k_proj.") ? TensorLayout.ordered(new RowOrder(Sizes.of(config).headDim())) : TensorLayout.SAME;
    }
}
