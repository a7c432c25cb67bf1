package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;

/**
 * The shape of a decoder, from Hugging Face's config.json.
 *
 * @param hidden width of the residual stream
 * @param intermediate inner width of the feed-forward part
 * @param headDim width of one attention head
 * @param kvHeads key/value heads; each serves heads / kvHeads query heads
 * @param normEps added to the mean square before the root
 * @param tied whether the output matrix is the embedding
 */
public record ModelConfig(String modelType, int vocabSize, int hidden, int intermediate, int layers, int heads, int kvHeads, int headDim,
        int maxPositions, double normEps, boolean tied, Rope rope) {

    /** Reads and checks the keys; {@link UserError} names the first that cannot be. */
    public static ModelConfig of(JsonNode json) {
        int hidden = positive(json, "hidden_size");
        int heads = positive(json, "num_attention_heads");
        int kvHeads = json.hasNonNull("num_key_value_heads") ? positive(json, "num_key_value_heads") : heads;
        int headDim = json.hasNonNull("head_dim") ? positive(json, "head_dim") : hidden / heads;
        if (heads % kvHeads != 0 || headDim % 2 != 0) {
            throw UserError.of("config.json: wanted num_attention_heads a multiple of num_key_value_heads and an even head_dim",
                    heads + ", " + kvHeads + ", " + headDim, "fetch the file again");
        }
        if (json.path("attention_bias").asBoolean() || json.path("mlp_bias").asBoolean()) {
            throw UserError.of("config.json: wanted linear layers without biases", "attention_bias or mlp_bias", "choose a model without them");
        }
        String activation = json.path("hidden_act").asText("silu");
        if (!activation.equals("silu")) {
            throw UserError.of("config.json: wanted hidden_act silu", activation, "choose a model of a known architecture");
        }
        return new ModelConfig(json.path("model_type").asText(), positive(json, "vocab_size"), hidden, positive(json, "intermediate_size"),
                positive(json, "num_hidden_layers"), heads, kvHeads, headDim, positive(json, "max_position_embeddings"),
                json.path("rms_norm_eps").asDouble(1e-6), json.path("tie_word_embeddings").asBoolean(false), Rope.of(json, headDim));
    }

    private static int positive(JsonNode json, String key) {
        var node = json.path(key);
        if (!node.canConvertToInt() || node.asInt() <= 0) {
            throw UserError.of("config.json: wanted a positive whole number for " + key, node.isMissingNode() ? "nothing" : node.toString(), "fetch the file again");
        }
        return node.asInt();
    }
}
