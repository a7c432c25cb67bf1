package dev.atelier.domain.model;

/** MistralForCausalLM: Llama's block, each position seeing a window of those before it (Jiang et al. 2023). */
final class Mistral extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        return new DecoderBuilder(keys).activation("hidden_act", "silu").windows(layer -> true).build();
    }
}
