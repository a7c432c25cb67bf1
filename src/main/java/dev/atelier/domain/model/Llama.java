package dev.atelier.domain.model;

/** LlamaForCausalLM: Llama 1 to 3 and what is shaped like them (Touvron et al. 2023). */
final class Llama extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        boolean bias = keys.flag("attention_bias", false);
        return new DecoderBuilder(keys).with(Feature.QKV_BIAS, bias).with(Feature.OUTPUT_BIAS, bias).with(Feature.MLP_BIAS, keys.flag("mlp_bias", false))
                .activation("hidden_act", "silu").build();
    }
}
