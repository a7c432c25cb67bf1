package dev.atelier.domain.model;

/** Phi3ForCausalLM, Phi 3, 3.5 and 4: Llama's block with fused matrices (Abdin et al. 2024). */
final class Phi3 extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        return new DecoderBuilder(keys).defaults(1e-5, false).with(Feature.FUSED, true).activation("hidden_act", "silu").windows(layer -> true).build();
    }
}
