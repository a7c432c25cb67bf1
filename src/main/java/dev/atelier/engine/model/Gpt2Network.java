package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import dev.atelier.domain.model.ModelConfig;

/** GPT-2 (Radford et al. 2019): learned positions, x + attention(norm(x)), then x + mlp(norm(x)). */
final class Gpt2Network implements Network {
    private final ModelConfig c;

    Gpt2Network(ModelConfig config) {
        this.c = config;
    }

    @Override
    public NDArray embed(Modules model, NDArray ids, Tokens at) {
        var op = model.op();
        return op.add(op.embedding(ids, model.table("transformer.wte.weight")), op.embedding(at.positions(0), model.table("transformer.wpe.weight")));
    }

    @Override
    public NDArray block(Modules model, NDArray x, Tokens at, int layer) {
        var op = model.op();
        var block = model.below(block(layer));
        NDArray all = block.linear("attn.c_attn", block.layerNorm("ln_1", x, at.eps())); // [B,S,3H]
        int h = c.hidden();
        NDArray a = at.attend(op, op.heads(op.columns(all, 0, h), at.headDim()), op.heads(op.columns(all, h, h), at.headDim()), op.heads(op.columns(all, 2 * h, h), at.headDim()), layer);
        NDArray x1 = op.add(x, block.linear("attn.c_proj", a));
        NDArray f = op.activation(c.activation(), block.linear("mlp.c_fc", block.layerNorm("ln_2", x1, at.eps()))); // [B,S,I]
        return op.add(x1, block.linear("mlp.c_proj", f));
    }

    @Override
    public NDArray output(Modules model, NDArray x, Tokens at) {
        return model.layerNorm("transformer.ln_f", x, at.eps());
    }

    @Override
    public String block(int layer) {
        return "transformer.h." + layer + ".";
    }
}
