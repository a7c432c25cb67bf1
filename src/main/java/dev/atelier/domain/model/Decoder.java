package dev.atelier.domain.model;

import java.util.ArrayList;
import java.util.List;

/** What the rotary decoders share: the names of their tensors. */
abstract class Decoder implements Architecture {
    @Override
    public final List<TensorSpec> tensors(ModelConfig c) {
        var out = new ArrayList<TensorSpec>();
        long h = c.hidden();
        out.add(TensorSpec.of("model.embed_tokens.weight", Part.EMBEDDING, c.vocabSize(), h));
        for (int layer = 0; layer < c.layers(); layer++) {
            block(out, "model.layers." + layer + ".", c);
        }
        norm(out, "model.norm", h);
        if (!c.tied()) {
            out.add(TensorSpec.of("lm_head.weight", Part.HEAD, c.vocabSize(), h));
        }
        return out;
    }

    private static void block(List<TensorSpec> out, String at, ModelConfig c) {
        long h = c.hidden();
        long q = c.queryWidth();
        long kv = c.keyWidth();
        long i = c.intermediate();
        boolean bias = c.has(Feature.QKV_BIAS);
        boolean mlpBias = c.has(Feature.MLP_BIAS);
        norm(out, at + "input_layernorm", h);
        if (c.has(Feature.FUSED)) {
            linear(out, at + "self_attn.qkv_proj", Part.ATTENTION, q + 2 * kv, h, bias);
        } else {
            linear(out, at + "self_attn.q_proj", Part.ATTENTION, q, h, bias);
            linear(out, at + "self_attn.k_proj", Part.ATTENTION, kv, h, bias);
            linear(out, at + "self_attn.v_proj", Part.ATTENTION, kv, h, bias);
        }
        if (c.has(Feature.QK_NORM)) {
            norm(out, at + "self_attn.q_norm", c.headDim());
            norm(out, at + "self_attn.k_norm", c.headDim());
        }
        linear(out, at + "self_attn.o_proj", Part.ATTENTION, h, q, c.has(Feature.OUTPUT_BIAS));
        norm(out, at + "post_attention_layernorm", h);
        if (c.has(Feature.SANDWICH_NORMS)) {
            norm(out, at + "pre_feedforward_layernorm", h);
            norm(out, at + "post_feedforward_layernorm", h);
        }
        if (c.has(Feature.FUSED)) {
            linear(out, at + "mlp.gate_up_proj", Part.MLP, 2 * i, h, mlpBias);
        } else {
            linear(out, at + "mlp.gate_proj", Part.MLP, i, h, mlpBias);
            linear(out, at + "mlp.up_proj", Part.MLP, i, h, mlpBias);
        }
        linear(out, at + "mlp.down_proj", Part.MLP, h, i, mlpBias);
    }

    private static void linear(List<TensorSpec> out, String module, Part part, long rows, long columns, boolean bias) {
        out.add(TensorSpec.of(module + ".weight", part, rows, columns));
        if (bias) {
            out.add(TensorSpec.of(module + ".bias", part, rows));
        }
    }

    private static void norm(List<TensorSpec> out, String module, long width) {
        out.add(TensorSpec.of(module + ".weight", Part.NORM, width));
    }
}
