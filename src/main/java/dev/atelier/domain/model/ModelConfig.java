package dev.atelier.domain.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a model, from Hugging Face's config.json.
 *
 * @param form what computes it
 * @param hidden width of the residual stream
 * @param intermediate inner width of the feed-forward part
 * @param headDim width of one attention head
 * @param kvHeads key/value heads; each serves heads / kvHeads query heads
 * @param normEps added to the mean square before the root
 * @param tied whether the output matrix is the embedding
 * @param labels the classes' names of a classifier, by number; empty for a decoder
 */
public record ModelConfig(String modelType, Form form, int vocabSize, int hidden, int intermediate, int layers, int heads, int kvHeads, int headDim,
        int maxPositions, double normEps, boolean tied, Set<Feature> features, Activation activation, Scales scales, List<LayerKind> layerKinds, List<String> labels) {

    private static final int MOST_LAYERS = 4096;

    /** What kind of network computes a model. */
    public enum Form {
        /** Rotary positions, RMS norms, gated feed-forward part: Llama and its relatives. */
        DECODER,
        /** Learned positions, layer norms, Conv1D matrices. */
        GPT2,
        /** Both directions, norms behind, a head that names a class. */
        ENCODER
    }

    /**
     * Factors; a cap of 0 is none.
     *
     * @param attention of q k before the softmax
     * @param attentionCap c of c tanh(x / c), for q k (Gemma 2)
     * @param logitCap the same for the logits
     */
    public record Scales(double embedding, double attention, double attentionCap, double logitCap) {}

    /**
     * What differs from layer to layer.
     *
     * @param window how many positions back are seen, the own one included; 0: all
     * @param rope null where positions are learned
     */
    public record LayerKind(int window, @Nullable Rope rope) {}

    public ModelConfig {
        features = Set.copyOf(features);
        layerKinds = List.copyOf(layerKinds);
        labels = List.copyOf(labels);
        if (heads % kvHeads != 0 || headDim % 2 != 0) {
            throw UserError.of("config.json: wanted num_attention_heads a multiple of num_key_value_heads and an even head_dim",
                    heads + ", " + kvHeads + ", " + headDim, "fetch the file again");
        }
        if (layers > MOST_LAYERS) {
            throw UserError.of("config.json: wanted at most " + MOST_LAYERS + " layers", Integer.toString(layers), "fetch the file again");
        }
    }

    /** Reads {@code path}: a model folder or its config.json. */
    public static ModelConfig read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve("config.json") : path;
        if (!Files.isRegularFile(file)) {
            throw UserError.of(path + ": wanted a model folder", Files.isDirectory(path) ? "no config.json in it" : "no such folder", "name a folder with config.json");
        }
        return of(Json.parse(Files.readString(file), file.toString()));
    }

    /** From the file's content; {@link UserError} names the first key that cannot be. */
    public static ModelConfig of(JsonNode json) {
        return Architectures.config(json);
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** Whether it names classes and does not write. */
    public boolean classifies() {
        return form == Form.ENCODER;
    }

    /** Scores it gives: one for each class, or for each word of the vocabulary. */
    public int outputs() {
        return classifies() ? labels.size() : vocabSize;
    }

    /** Whether it computes nothing otherwise than Llama on sequences of up to {@code length} tokens: what the hand-written training kernels are for. */
    public boolean plainLlama(int length) {
        var rope = layerKinds.getFirst().rope();
        return form == Form.DECODER && features.isEmpty() && activation == Activation.SILU && rope != null && rope.width() == headDim
                && scales.equals(new Scales(1, 1 / Math.sqrt(headDim), 0, 0)) && layerKinds.stream().allMatch(kind -> kind.window() == 0 || kind.window() >= length);
    }

    /** Width of all query heads together. */
    public int queryWidth() {
        return heads * headDim;
    }

    /** Width of all key (or value) heads together. */
    public int keyWidth() {
        return kvHeads * headDim;
    }

    /** Every tensor, in the order they are used. */
    public List<TensorSpec> tensors() {
        return Architectures.of(modelType).tensors(this);
    }

    /** The embedding of the vocabulary and, where it is another matrix, the output matrix: [V, H]. */
    public List<TensorSpec> tables() {
        var all = tensors();
        return Stream.concat(Stream.of(all.getFirst()), all.stream().filter(spec -> spec.name().equals("lm_head.weight"))).toList();
    }

    /** Every matrix an adapter can stand beside, in the model's order. */
    public List<Linear> linears() {
        return tensors().stream().filter(TensorSpec::linear).map(Linear::of).toList();
    }

    /** The matrices of the first block, in the order they are used. */
    public List<Linear> blockLinears() {
        var linears = linears();
        return linears.subList(0, linears.size() / layers);
    }

    /** Values in the whole model. */
    public long parameters() {
        return tensors().stream().mapToLong(TensorSpec::elements).sum();
    }

    /** Whether a tensor is the last matrix or its bias: what gives a classifier's scores. */
    public boolean output(TensorSpec spec) {
        String last = tensors().getLast().name();
        return spec.name().startsWith(last.substring(0, last.lastIndexOf('.') + 1));
    }

    /** The same model with other classes. */
    public ModelConfig withLabels(List<String> names) {
        return new ModelConfig(modelType, form, vocabSize, hidden, intermediate, layers, heads, kvHeads, headDim, maxPositions, normEps, tied, features, activation, scales, layerKinds, names);
    }

    /** The number of the layer in a tensor's or module's name, -1 outside the blocks. */
    public static int layerOf(String name) {
        for (int from = 0; from < name.length();) {
            int dot = name.indexOf('.', from);
            int end = dot < 0 ? name.length() : dot;
            if (end > from && end - from < 6 && digits(name, from, end)) {
                return Integer.parseInt(name, from, end, 10);
            }
            from = end + 1;
        }
        return -1;
    }

    private static boolean digits(String name, int from, int end) {
        for (int i = from; i < end; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
