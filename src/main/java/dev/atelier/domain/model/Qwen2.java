package dev.atelier.domain.model;

/** Qwen2ForCausalLM, Qwen 2 and 2.5: Llama's block with biases on q, k and v (Yang et al. 2024). */
final class Qwen2 extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        return windows(new DecoderBuilder(keys).with(Feature.QKV_BIAS, true).activation("hidden_act", "silu"), keys).build();
    }

    /** The upper layers see a window where the file asks for it. */
    static DecoderBuilder windows(DecoderBuilder builder, Keys keys) {
        int first = (int) keys.number("max_window_layers", 28);
        return keys.flag("use_sliding_window", false) ? builder.windows(layer -> layer >= first) : builder;
    }
}
