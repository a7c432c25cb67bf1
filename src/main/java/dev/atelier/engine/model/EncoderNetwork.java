package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import dev.atelier.domain.model.ModelConfig;

/** BERT (Devlin et al. 2018) and RoBERTa (Liu et al. 2019) with a head that names a class: norm(x + attention(x)), then norm(x + mlp(x)). */
final class EncoderNetwork implements Network {
    private final ModelConfig c;
    private final boolean roberta;
    private final String prefix;

    EncoderNetwork(ModelConfig config) {
        this.c = config;
        this.roberta = config.modelType().equals("roberta");
        this.prefix = roberta ? "roberta." : "bert.";
    }

    @Override
    public NDArray embed(Modules model, NDArray ids, Tokens at) {
        var op = model.op();
        var e = model.below(prefix + "embeddings.");
        NDArray words = op.embedding(ids, e.table("word_embeddings.weight"));
        // RoBERTa's first two rows belong to padding
        NDArray where = op.embedding(at.positions(roberta ? 2 : 0), e.table("position_embeddings.weight"));
        NDArray type = op.row(e.weight("token_type_embeddings.weight"), 0); // all tokens are of the first type
        return e.layerNorm("LayerNorm", op.add(op.add(words, type), where), at.eps());
    }

    @Override
    public NDArray block(Modules model, NDArray x, Tokens at, int layer) {
        var op = model.op();
        var block = model.below(block(layer));
        NDArray q = op.heads(block.linear("attention.self.query", x), at.headDim());
        NDArray k = op.heads(block.linear("attention.self.key", x), at.headDim());
        NDArray v = op.heads(block.linear("attention.self.value", x), at.headDim());
        NDArray x1 = block.layerNorm("attention.output.LayerNorm", op.add(x, block.linear("attention.output.dense", at.attend(op, q, k, v, layer))), at.eps());
        NDArray f = block.linear("output.dense", op.activation(c.activation(), block.linear("intermediate.dense", x1)));
        return block.layerNorm("output.LayerNorm", op.add(x1, f), at.eps());
    }

    /** x: each sequence's first token. */
    @Override
    public NDArray output(Modules model, NDArray x, Tokens at) {
        return model.op().tanh(model.linear(roberta ? "classifier.dense" : "bert.pooler.dense", x));
    }

    @Override
    public NDArray scores(Modules model, NDArray x, Tokens at) {
        return model.op().float32(model.linear(roberta ? "classifier.out_proj" : "classifier", output(model, x, at)));
    }

    @Override
    public String block(int layer) {
        return prefix + "encoder.layer." + layer + ".";
    }
}
