package dev.atelier.domain.model;

import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig.Form;
import dev.atelier.domain.model.ModelConfig.LayerKind;
import dev.atelier.domain.model.ModelConfig.Scales;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** BERT's network with a head that names a class (Devlin et al. 2018): what its relatives share. */
abstract class Encoder implements Architecture {
    private static final int MOST_LABELS = 10_000;

    /** What the head's matrices are called, with their shapes for so many labels. */
    abstract void head(List<TensorSpec> out, long hidden, long labels);

    /** Before every name of the encoder's own tensors, without the dot. */
    abstract String prefix();

    /** Token types the embedding has rows for. */
    abstract int tokenTypes();

    /** Rows of the position embedding that no token has. */
    abstract int positionOffset();

    @Override
    public final ModelConfig config(Keys keys) {
        String positions = keys.text("position_embedding_type", "absolute");
        if (!positions.equals("absolute")) {
            throw UserError.of("config.json: wanted position_embedding_type absolute", positions, "choose a model with it");
        }
        if (keys.positive("type_vocab_size", tokenTypes()) != tokenTypes()) {
            throw UserError.of("config.json: wanted type_vocab_size " + tokenTypes(), keys.json().path("type_vocab_size").toString(), "choose a model with it");
        }
        keys.refuse("is_decoder");
        int hidden = keys.positive("hidden_size", 768);
        int heads = keys.positive("num_attention_heads", 12);
        int layers = keys.positive("num_hidden_layers", 12);
        int headDim = Math.max(1, hidden / heads);
        int positionsSeen = keys.positive("max_position_embeddings", 512) - positionOffset();
        if (positionsSeen < 1) {
            throw UserError.of("config.json: wanted max_position_embeddings above " + positionOffset(), Integer.toString(positionsSeen + positionOffset()), "fetch the file again");
        }
        return new ModelConfig(keys.text("model_type", ""), Form.ENCODER, keys.positive("vocab_size"), hidden, keys.positive("intermediate_size", 3072), layers, heads, heads, headDim,
                positionsSeen, keys.number("layer_norm_eps", 1e-12), false, Set.of(), Activation.of(keys.text("hidden_act", "gelu")),
                new Scales(1, 1 / Math.sqrt(headDim), 0, 0), Collections.nCopies(layers, new LayerKind(0, null)), labels(keys));
    }

    /** id2label's names in the order of their numbers; without it two, as Hugging Face has them. */
    private static List<String> labels(Keys keys) {
        var names = keys.json().path("id2label");
        if (!names.isObject() || names.isEmpty()) {
            int count = keys.positive("num_labels", 2);
            checkCount(count);
            var out = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                out.add("LABEL_" + i);
            }
            return out;
        }
        checkCount(names.size());
        var out = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            var name = names.path(Integer.toString(i));
            if (!name.isValueNode() || out.contains(name.asText())) {
                throw UserError.of("config.json: wanted id2label to name every class from 0 to " + (names.size() - 1) + " once", "none or another's name for " + i, "fetch the file again");
            }
            out.add(name.asText());
        }
        return out;
    }

    private static void checkCount(int labels) {
        if (labels > MOST_LABELS) {
            throw UserError.of("config.json: wanted at most " + MOST_LABELS + " classes", Integer.toString(labels), "fetch the file again");
        }
    }

    @Override
    public final List<TensorSpec> tensors(ModelConfig c) {
        var out = new ArrayList<TensorSpec>();
        long h = c.hidden();
        String p = prefix() + ".";
        out.add(TensorSpec.of(p + "embeddings.word_embeddings.weight", Part.EMBEDDING, c.vocabSize(), h));
        out.add(TensorSpec.of(p + "embeddings.position_embeddings.weight", Part.EMBEDDING, c.maxPositions() + positionOffset(), h));
        out.add(TensorSpec.of(p + "embeddings.token_type_embeddings.weight", Part.EMBEDDING, tokenTypes(), h));
        norm(out, p + "embeddings.LayerNorm", h);
        for (int layer = 0; layer < c.layers(); layer++) {
            String at = p + "encoder.layer." + layer + ".";
            linear(out, at + "attention.self.query", Part.ATTENTION, h, h);
            linear(out, at + "attention.self.key", Part.ATTENTION, h, h);
            linear(out, at + "attention.self.value", Part.ATTENTION, h, h);
            linear(out, at + "attention.output.dense", Part.ATTENTION, h, h);
            norm(out, at + "attention.output.LayerNorm", h);
            linear(out, at + "intermediate.dense", Part.MLP, c.intermediate(), h);
            linear(out, at + "output.dense", Part.MLP, h, c.intermediate());
            norm(out, at + "output.LayerNorm", h);
        }
        head(out, h, c.labels().size());
        return out;
    }

    static void linear(List<TensorSpec> out, String module, Part part, long rows, long columns) {
        out.add(TensorSpec.of(module + ".weight", part, rows, columns));
        out.add(TensorSpec.of(module + ".bias", part, rows));
    }

    private static void norm(List<TensorSpec> out, String module, long width) {
        out.add(TensorSpec.of(module + ".weight", Part.NORM, width));
        out.add(TensorSpec.of(module + ".bias", Part.NORM, width));
    }
}
