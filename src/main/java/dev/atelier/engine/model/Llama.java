package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** LlamaForCausalLM: Llama 1 to 3 and what is shaped like them. */
final class Llama implements Architecture {
    @Override
    public ModelConfig config(JsonNode json) {
        return ModelConfig.of(json);
    }

    @Override
    public Block block(LayerWeights weights, Map<String, Adapted> adapters) {
        return new LlamaBlock(weights, adapters);
    }
}
