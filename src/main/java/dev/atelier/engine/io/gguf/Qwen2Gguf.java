package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** Qwen 2 and 2.5: Llama with biases on queries, keys and values, in Hugging Face's order. llama.cpp has no window here; ours is in the file all the same. */
class Qwen2Gguf extends RotaryGguf {
    Qwen2Gguf() {
        this("qwen2", "Qwen2ForCausalLM", PARTS);
    }

    Qwen2Gguf(String name, String huggingFaceClass, Map<String, String> parts) {
        super(name, huggingFaceClass, parts);
    }

    @Override
    void describe(JsonNode config, GgufKeys keys) {
        if (slides(config)) {
            window(config).describe(keys, layer -> true);
        }
    }

    @Override
    void read(GgufFacts facts, ObjectNode config) {
        int size = GgufWindow.size(facts, 0);
        config.put("use_sliding_window", size > 0);
        if (size > 0) {
            var window = GgufWindow.read(facts, size, layer -> true);
            window.write(config);
            int first = window.sliding().indexOf(true);
            config.put("max_window_layers", first < 0 ? window.sliding().size() : first);
        }
    }

    @Override
    void shapes(Sizes s, JsonNode config, ModelShapes shapes) {
        super.shapes(s, config, shapes);
        shapes.block("attn_q.bias", s.queries()).block("attn_k.bias", s.keys()).block("attn_v.bias", s.keys());
    }

    @Override
    public List<String> warnings(JsonNode config) {
        var warnings = super.warnings(config);
        if (slides(config) && window(config).sliding().contains(true) && window(config).size() < config.path("max_position_embeddings").asLong()) {
            warnings.add(noWindow(name(), window(config).size()));
        }
        return warnings;
    }

    private static boolean slides(JsonNode config) {
        return config.path("use_sliding_window").asBoolean() && config.path("sliding_window").asInt() > 0;
    }

    private static GgufWindow window(JsonNode config) {
        int first = config.path("max_window_layers").asInt(28);
        return GgufWindow.of(config, Sizes.number(config, "sliding_window"), layer -> layer >= first);
    }
}
