package dev.atelier.engine.model;

import static dev.atelier.domain.model.Feature.FUSED;
import static dev.atelier.domain.model.Feature.NORM_PLUS_ONE;
import static dev.atelier.domain.model.Feature.QK_NORM;
import static dev.atelier.domain.model.Feature.SANDWICH_NORMS;

import ai.djl.ndarray.NDArray;
import dev.atelier.domain.model.ModelConfig;

/** Llama (Touvron et al. 2023) and its relatives: x + attention(norm(x)), then x + gated(norm(x)). */
final class DecoderNetwork implements Network {
    private final ModelConfig c;

    DecoderNetwork(ModelConfig config) {
        this.c = config;
    }

    @Override
    public NDArray embed(Modules model, NDArray ids, Tokens at) {
        NDArray x = model.op().embedding(ids, model.table("model.embed_tokens.weight"));
        return c.scales().embedding() == 1 ? x : model.op().scale(x, at.number(c.scales().embedding()));
    }

    @Override
    public NDArray block(Modules model, NDArray x, Tokens at, int layer) {
        var block = model.below(block(layer));
        NDArray a = attention(block, norm(block, "input_layernorm", x, at), at, layer);
        NDArray x1 = model.op().add(x, c.has(SANDWICH_NORMS) ? norm(block, "post_attention_layernorm", a, at) : a);
        NDArray f = feedForward(block, norm(block, c.has(SANDWICH_NORMS) ? "pre_feedforward_layernorm" : "post_attention_layernorm", x1, at));
        return model.op().add(x1, c.has(SANDWICH_NORMS) ? norm(block, "post_feedforward_layernorm", f, at) : f);
    }

    private NDArray attention(Modules block, NDArray h, Tokens at, int layer) {
        var op = block.op();
        NDArray[] qkv = queriesKeysValues(block, h); // [B,S,heads*d], [B,S,kv heads*d] twice
        NDArray q = op.heads(qkv[0], at.headDim()); // [B,S,heads,d]
        NDArray k = op.heads(qkv[1], at.headDim());
        if (c.has(QK_NORM)) {
            q = norm(block, "self_attn.q_norm", q, at);
            k = norm(block, "self_attn.k_norm", k, at);
        }
        q = op.rope(q, at.cos(layer), at.sin(layer));
        k = op.rope(k, at.cos(layer), at.sin(layer));
        return block.linear("self_attn.o_proj", at.attend(op, q, k, op.heads(qkv[2], at.headDim()), layer));
    }

    private NDArray[] queriesKeysValues(Modules block, NDArray h) {
        if (!c.has(FUSED)) {
            return new NDArray[] {block.linear("self_attn.q_proj", h), block.linear("self_attn.k_proj", h), block.linear("self_attn.v_proj", h)};
        }
        NDArray all = block.linear("self_attn.qkv_proj", h);
        int q = c.queryWidth();
        int kv = c.keyWidth();
        return new NDArray[] {block.op().columns(all, 0, q), block.op().columns(all, q, kv), block.op().columns(all, q + kv, kv)};
    }

    private NDArray feedForward(Modules block, NDArray h) {
        var op = block.op();
        NDArray gate;
        NDArray up;
        if (c.has(FUSED)) {
            NDArray both = block.linear("mlp.gate_up_proj", h); // [B,S,2I]
            gate = op.columns(both, 0, c.intermediate());
            up = op.columns(both, c.intermediate(), c.intermediate());
        } else {
            gate = block.linear("mlp.gate_proj", h); // [B,S,I]
            up = block.linear("mlp.up_proj", h);
        }
        return block.linear("mlp.down_proj", op.multiply(op.activation(c.activation(), gate), up));
    }

    private NDArray norm(Modules at, String module, NDArray x, Tokens tokens) {
        return at.op().rmsNorm(x, at.weight(module + ".weight"), tokens.eps(), c.has(NORM_PLUS_ONE));
    }

    @Override
    public NDArray output(Modules model, NDArray x, Tokens at) {
        return norm(model, "model.norm", x, at);
    }

    @Override
    public NDArray capped(Operators op, NDArray scores, Tokens at) {
        return c.scales().logitCap() == 0 ? scores : op.cap(scores, at.number(c.scales().logitCap()));
    }

    @Override
    public String block(int layer) {
        return "model.layers." + layer + ".";
    }
}
