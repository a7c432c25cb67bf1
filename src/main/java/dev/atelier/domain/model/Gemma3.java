package dev.atelier.domain.model;

/** Gemma3ForCausalLM, text: Gemma 2 without caps, q and k normed, a window in five of six layers with a rotary embedding of its own (Gemma Team 2025). */
final class Gemma3 extends Decoder {
    @Override
    public ModelConfig config(Keys keys) {
        keys.refuse("use_bidirectional_attention");
        int pattern = keys.positive("sliding_window_pattern", keys.positive("_sliding_window_pattern", 6));
        var builder = Gemma2.of(keys, 0, keys.number("final_logit_softcapping", 0)).with(Feature.QK_NORM, true)
                .windows(layer -> (layer + 1) % pattern != 0);
        int headDim = keys.positive("head_dim", 256);
        var newer = keys.json().path("rope_parameters");
        if (newer.path("full_attention").isObject()) {
            return builder.build(Rope.of(newer.path("full_attention"), 1e6, headDim, keys), Rope.of(newer.path("sliding_attention"), 1e4, headDim, keys));
        }
        Rope local = Rope.plain(keys.number("rope_local_base_freq", 10_000), headDim);
        return builder.build(Rope.of(keys.json().path("rope_scaling"), keys.number("rope_theta", 1e6), headDim, keys), local);
    }
}
