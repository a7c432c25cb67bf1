package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.UserError;
import java.util.Map;

/** Gemma: Llama's parts with norms kept less one in Hugging Face, GeGLU, and the embedding as output. llama.cpp's conversion/gemma.py. */
class GemmaGguf extends RotaryGguf {
    GemmaGguf() {
        this("gemma", "GemmaForCausalLM", PARTS);
    }

    GemmaGguf(String name, String huggingFaceClass, Map<String, String> parts) {
        super(name, huggingFaceClass, parts);
    }

    @Override
    public boolean tied(JsonNode config) {
        return config.path("tie_word_embeddings").asBoolean(true);
    }

    @Override
    void describe(JsonNode config, GgufKeys keys) {
        if (!tied(config)) {
            throw UserError.of("GGUF: wanted a " + name() + " whose embedding is its output", "tie_word_embeddings false", "export to safetensors instead");
        }
        if (config.path("attention_bias").asBoolean()) {
            throw UserError.of("GGUF: wanted a " + name() + " without biases", "attention_bias", "export to safetensors instead");
        }
    }

    @Override
    void read(GgufFacts facts, ObjectNode config) {
        config.put("hidden_act", "gelu_pytorch_tanh").put("hidden_activation", "gelu_pytorch_tanh").put("attention_bias", false);
    }

    @Override
    public TensorLayout layout(String name, JsonNode config) {
        return name.endsWith("norm.weight") ? TensorLayout.plus(1) : TensorLayout.SAME;
    }
}
