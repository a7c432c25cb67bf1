package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;

/** The sizes of a decoder with rotary embeddings, as config.json gives them. */
record Sizes(int layers, int hidden, int inner, int heads, int kvHeads, int headDim, int vocabulary) {
    static Sizes of(JsonNode config) {
        int hidden = number(config, "hidden_size");
        int heads = number(config, "num_attention_heads");
        return new Sizes(number(config, "num_hidden_layers"), hidden, number(config, "intermediate_size"), heads,
                config.hasNonNull("num_key_value_heads") ? number(config, "num_key_value_heads") : heads, config.hasNonNull("head_dim") ? number(config, "head_dim") : hidden / heads,
                number(config, "vocab_size"));
    }

    /** A whole number from 1 up. */
    static int number(JsonNode config, String key) {
        var node = config.path(key);
        if (!node.canConvertToInt() || node.asInt() < 1) {
            throw UserError.of("config.json: wanted a whole number from 1 up as " + key, node.isMissingNode() ? "none" : node.toString(), "correct it");
        }
        return node.asInt();
    }

    /** Rows of the query projection. */
    long queries() {
        return (long) heads * headDim;
    }

    /** Rows of the key projection, and of the value projection. */
    long keys() {
        return (long) kvHeads * headDim;
    }
}
