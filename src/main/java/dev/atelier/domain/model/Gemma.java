package dev.atelier.domain.model;

/** GemmaForCausalLM: embeddings scaled by sqrt(hidden), norms by 1 + weight, GeGLU (Gemma Team 2024). */
final class Gemma extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        var builder = new DecoderBuilder(keys).headDim(256).defaults(1e-6, true).activation("hidden_activation", "gelu_pytorch_tanh").with(Feature.NORM_PLUS_ONE, true);
        boolean bias = keys.flag("attention_bias", false);
        return builder.with(Feature.QKV_BIAS, bias).with(Feature.OUTPUT_BIAS, bias).scales(Math.sqrt(builder.hidden()), 0, 0, 0).build();
    }
}
