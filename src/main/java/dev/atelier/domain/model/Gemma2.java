package dev.atelier.domain.model;

/**
 * Gemma2ForCausalLM: Gemma with norms before and behind, capped logits, a window in every other layer (Gemma Team 2024). Attention scores are capped
 * where config.json asks for attn_implementation eager: transformers' usual one leaves that cap out, and its numbers are the reference here.
 */
final class Gemma2 extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        var json = keys.json();
        boolean eager = keys.text("attn_implementation", keys.text("_attn_implementation", "sdpa")).equals("eager");
        double cap = !eager ? 0 : json.has("attn_logit_softcapping") ? keys.number("attn_logit_softcapping", 0) : 50;
        double logitCap = json.has("final_logit_softcapping") ? keys.number("final_logit_softcapping", 0) : 30;
        return of(keys, cap, logitCap).windows(layer -> layer % 2 == 0).build();
    }

    static DecoderBuilder of(Keys keys, double cap, double logitCap) {
        var builder = new DecoderBuilder(keys).headDim(256).defaults(1e-6, true).activation("hidden_activation", "gelu_pytorch_tanh").with(Feature.NORM_PLUS_ONE, true)
                .with(Feature.SANDWICH_NORMS, true);
        boolean bias = keys.flag("attention_bias", false);
        return builder.with(Feature.QKV_BIAS, bias).with(Feature.OUTPUT_BIAS, bias)
                .scales(Math.sqrt(builder.hidden()), 1 / Math.sqrt(keys.number("query_pre_attn_scalar", 256)), cap, logitCap);
    }
}
