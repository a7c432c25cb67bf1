package dev.atelier.domain.model;

import dev.atelier.domain.model.ModelConfig.Form;
import dev.atelier.domain.model.ModelConfig.LayerKind;
import dev.atelier.domain.model.ModelConfig.Scales;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** GPT2LMHeadModel: learned positions, layer norms, matrices stored as [in, out] (Radford et al. 2019). */
final class Gpt2 implements Architecture {
    @Override
    public ModelConfig config(Keys keys) {
        keys.refuse("scale_attn_by_inverse_layer_idx");
        int hidden = keys.positive("n_embd", keys.positive("hidden_size", 768));
        int heads = keys.positive("n_head", keys.positive("num_attention_heads", 12));
        int layers = keys.positive("n_layer", keys.positive("num_hidden_layers", 12));
        int headDim = Math.max(1, hidden / heads);
        return new ModelConfig("gpt2", Form.GPT2, keys.positive("vocab_size"), hidden, keys.positive("n_inner", Math.multiplyExact(4, hidden)), layers, heads, heads, headDim,
                keys.positive("n_positions", keys.positive("max_position_embeddings", 1024)), keys.number("layer_norm_epsilon", 1e-5), keys.flag("tie_word_embeddings", true), Set.of(),
                Activation.of(keys.text("activation_function", "gelu_new")), new Scales(1, keys.flag("scale_attn_weights", true) ? 1 / Math.sqrt(headDim) : 1, 0, 0),
                Collections.nCopies(layers, new LayerKind(0, null)), List.of());
    }

    @Override
    public List<TensorSpec> tensors(ModelConfig c) {
        var out = new ArrayList<TensorSpec>();
        long h = c.hidden();
        long i = c.intermediate();
        out.add(TensorSpec.of("transformer.wte.weight", Part.EMBEDDING, c.vocabSize(), h));
        out.add(TensorSpec.of("transformer.wpe.weight", Part.EMBEDDING, c.maxPositions(), h));
        for (int layer = 0; layer < c.layers(); layer++) {
            String at = "transformer.h." + layer + ".";
            norm(out, at + "ln_1", h);
            conv(out, at + "attn.c_attn", Part.ATTENTION, h, 3 * h);
            conv(out, at + "attn.c_proj", Part.ATTENTION, h, h);
            norm(out, at + "ln_2", h);
            conv(out, at + "mlp.c_fc", Part.MLP, h, i);
            conv(out, at + "mlp.c_proj", Part.MLP, i, h);
        }
        norm(out, "transformer.ln_f", h);
        if (!c.tied()) {
            out.add(TensorSpec.of("lm_head.weight", Part.HEAD, c.vocabSize(), h));
        }
        return out;
    }

    private static void conv(List<TensorSpec> out, String module, Part part, long in, long width) {
        out.add(new TensorSpec(module + ".weight", part, true, in, width));
        out.add(TensorSpec.of(module + ".bias", part, width));
    }

    private static void norm(List<TensorSpec> out, String module, long width) {
        out.add(TensorSpec.of(module + ".weight", Part.NORM, width));
        out.add(TensorSpec.of(module + ".bias", Part.NORM, width));
    }
}
