package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.UserError;
import java.util.Map;

/** Qwen 3: Qwen 2 with norms on the heads' queries and keys, a head width of its own and no biases. */
final class Qwen3Gguf extends Qwen2Gguf {
    Qwen3Gguf() {
        super("qwen3", "Qwen3ForCausalLM", plus(PARTS, Map.of("self_attn.q_norm", "attn_q_norm", "self_attn.k_norm", "attn_k_norm")));
    }

    @Override
    void describe(JsonNode config, GgufKeys keys) {
        super.describe(config, keys);
        if (config.path("attention_bias").asBoolean()) {
            throw UserError.of("GGUF: wanted a qwen3 without biases", "attention_bias", "export to safetensors instead");
        }
    }

    @Override
    void read(GgufFacts facts, ObjectNode config) {
        super.read(facts, config);
        config.put("attention_bias", false);
    }

    @Override
    void shapes(Sizes s, JsonNode config, ModelShapes shapes) {
        projections(s, shapes);
        shapes.block("attn_q_norm.weight", s.headDim()).block("attn_k_norm.weight", s.headDim());
    }
}
