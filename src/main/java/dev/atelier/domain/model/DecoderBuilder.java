package dev.atelier.domain.model;

import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig.Form;
import dev.atelier.domain.model.ModelConfig.LayerKind;
import dev.atelier.domain.model.ModelConfig.Scales;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** Reads what the rotary decoders' configurations have in common; an architecture adds what it does differently. */
final class DecoderBuilder {
    /** What transformers takes when the file does not say. */
    private static final int POSITIONS = 2048;

    private final Keys keys;
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);
    private final int hidden;
    private final int heads;
    private final int layers;
    private int headDim;
    private double normEps = 1e-6;
    private boolean tied;
    private Activation activation = Activation.SILU;
    private double embeddingScale = 1;
    private double attentionScale;
    private double attentionCap;
    private double logitCap;
    private int window;
    private IntPredicate windowed = layer -> false;

    DecoderBuilder(Keys keys) {
        this.keys = keys;
        this.hidden = keys.positive("hidden_size");
        this.heads = keys.positive("num_attention_heads");
        this.layers = keys.positive("num_hidden_layers");
        this.headDim = keys.positive("head_dim", Math.max(1, hidden / heads));
        this.tied = keys.flag("tie_word_embeddings", false);
    }

    DecoderBuilder with(Feature feature, boolean present) {
        if (present) {
            features.add(feature);
        }
        return this;
    }

    /** What the file may leave out: the norms' eps and whether the output is tied. */
    DecoderBuilder defaults(double eps, boolean tiedByDefault) {
        normEps = eps;
        tied = keys.flag("tie_word_embeddings", tiedByDefault);
        return this;
    }

    DecoderBuilder headDim(int otherwise) {
        headDim = keys.positive("head_dim", otherwise);
        return this;
    }

    DecoderBuilder activation(String key, String otherwise) {
        activation = Activation.of(keys.text(key, otherwise));
        return this;
    }

    DecoderBuilder scales(double embedding, double attention, double cap, double outputCap) {
        embeddingScale = embedding;
        attentionScale = attention;
        attentionCap = cap;
        logitCap = outputCap;
        return this;
    }

    /** A window of sliding_window positions in the layers that {@code otherwise} says, unless layer_types lists them. */
    DecoderBuilder windows(IntPredicate otherwise) {
        window = keys.json().hasNonNull("sliding_window") ? keys.positive("sliding_window") : 0;
        windowed = otherwise;
        var types = keys.json().path("layer_types");
        if (types.isArray()) {
            if (types.size() != layers) {
                throw UserError.of("config.json: wanted as many layer_types as num_hidden_layers, " + layers, Integer.toString(types.size()), "fetch the file again");
            }
            windowed = layer -> types.get(layer).asText().equals("sliding_attention");
        }
        return this;
    }

    int hidden() {
        return hidden;
    }

    int layers() {
        return layers;
    }

    ModelConfig build() {
        Rope rope = Rope.of(keys, headDim);
        return build(rope, rope);
    }

    /** With another rotary embedding in the windowed layers. */
    ModelConfig build(Rope everywhere, Rope inWindows) {
        var kinds = new ArrayList<LayerKind>();
        for (int i = 0; i < layers; i++) {
            boolean small = window > 0 && windowed.test(i);
            kinds.add(new LayerKind(small ? window : 0, windowed.test(i) ? inWindows : everywhere));
        }
        return new ModelConfig(keys.text("model_type", ""), Form.DECODER, keys.positive("vocab_size"), hidden, keys.positive("intermediate_size"), layers, heads,
                keys.positive("num_key_value_heads", heads), headDim, keys.positive("max_position_embeddings", POSITIONS), keys.number("rms_norm_eps", normEps), tied, features, activation,
                new Scales(embeddingScale, attentionScale == 0 ? 1 / Math.sqrt(headDim) : attentionScale, attentionCap, logitCap), kinds, List.of());
    }
}
