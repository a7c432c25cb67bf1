package dev.atelier.memory;

import dev.atelier.domain.Json;
import dev.atelier.domain.model.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Models that the calculator is asked about. */
final class Shapes {
    /** Llama-2 7B and 13B, whose sizes are published: 6,738,415,616 and 13,015,864,320 parameters. */
    static final ModelConfig LLAMA_7B = llama(32000, 4096, 11008, 32, 32, 32, 128, false);
    static final ModelConfig LLAMA_13B = llama(32000, 5120, 13824, 40, 40, 40, 128, false);
    /** Grouped-query attention: 1,100,048,384 parameters. */
    static final ModelConfig TINY_LLAMA = llama(32000, 2048, 5632, 22, 32, 4, 64, false);

    private Shapes() {}

    static ModelConfig llama(int vocab, int hidden, int inter, int layers, int heads, int kvHeads, int headDim, boolean tied) {
        return ModelConfig.of(Json.MAPPER.createObjectNode().put("model_type", "llama").put("vocab_size", vocab).put("hidden_size", hidden).put("intermediate_size", inter)
                .put("num_hidden_layers", layers).put("num_attention_heads", heads).put("num_key_value_heads", kvHeads).put("head_dim", headDim).put("max_position_embeddings", 4096)
                .put("tie_word_embeddings", tied));
    }

    /** The models that the tests keep, by folder. */
    static ModelConfig kept(String name) {
        try {
            return ModelConfig.read(Path.of("src/test/resources/parity", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
