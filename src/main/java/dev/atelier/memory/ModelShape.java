package dev.atelier.memory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sizes of a Llama-shaped model, from its config.json: enough to count its values without opening its weights. */
public record ModelShape(long vocab, long hidden, long intermediate, long layers, long heads, long kvHeads, long headDim, boolean tied) {

    /** {@code path} is a model folder or its config.json. */
    public static ModelShape read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("config.json") : path;
        if (!Files.isRegularFile(file)) {
            throw UserError.of(path + ": wanted a model folder", Files.isDirectory(path) ? "no config.json in it" : "no such folder", "name a folder with config.json");
        }
        return of(Json.parse(Files.readString(file), file.toString()), file.toString());
    }

    static ModelShape of(JsonNode config, String where) {
        long hidden = size(config, "hidden_size", where);
        long heads = size(config, "num_attention_heads", where);
        long kvHeads = config.hasNonNull("num_key_value_heads") ? size(config, "num_key_value_heads", where) : heads;
        long headDim = config.hasNonNull("head_dim") ? size(config, "head_dim", where) : hidden / heads;
        return new ModelShape(size(config, "vocab_size", where), hidden, size(config, "intermediate_size", where), size(config, "num_hidden_layers", where), heads, kvHeads, headDim,
                config.path("tie_word_embeddings").asBoolean(false));
    }

    private static long size(JsonNode config, String key, String where) {
        JsonNode node = config.path(key);
        if (!node.canConvertToInt() || node.asInt() <= 0) {
            throw UserError.of(where + ": wanted a positive whole number for " + key, node.isMissingNode() ? "none" : node.toString(), "is this a decoder's config.json?");
        }
        return node.asInt();
    }

    /** Width of all query heads together. */
    long queryWidth() {
        return heads * headDim;
    }

    /** Width of all key (or value) heads together. */
    long keyWidth() {
        return kvHeads * headDim;
    }

    /** Inputs and outputs of each linear layer of a block, by its module's name. */
    public Map<String, long[]> linearLayers() {
        var out = new LinkedHashMap<String, long[]>();
        out.put("q_proj", new long[] {hidden, queryWidth()});
        out.put("k_proj", new long[] {hidden, keyWidth()});
        out.put("v_proj", new long[] {hidden, keyWidth()});
        out.put("o_proj", new long[] {queryWidth(), hidden});
        out.put("gate_proj", new long[] {hidden, intermediate});
        out.put("up_proj", new long[] {hidden, intermediate});
        out.put("down_proj", new long[] {intermediate, hidden});
        return out;
    }

    /** Values in the whole model. */
    public long parameters() {
        long perLayer = linearLayers().values().stream().mapToLong(size -> size[0] * size[1]).sum() + 2 * hidden; // and two norms
        return layers * perLayer + (tied ? 1 : 2) * vocab * hidden + hidden;
    }
}
