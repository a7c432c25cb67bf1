package dev.atelier.domain.model;

/** Qwen3ForCausalLM: Llama's block with q and k normed per head (Yang et al. 2025). */
final class Qwen3 extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        boolean bias = keys.flag("attention_bias", false);
        return Qwen2.windows(new DecoderBuilder(keys).headDim(128).with(Feature.QK_NORM, true).with(Feature.QKV_BIAS, bias).with(Feature.OUTPUT_BIAS, bias)
                .activation("hidden_act", "silu"), keys).build();
    }
}
