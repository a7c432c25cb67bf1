package dev.atelier.engine.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.StoredNames;
import dev.atelier.engine.text.TokenizerFacts;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Hugging Face folder, from config.json, the weights' headers and the tokenizer's files; each is told also where another is broken. */
final class InspectModel {
    private static final List<String> SIZES = List.of("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
            "n_embd", "n_inner", "n_layer", "n_head",
            "tie_word_embeddings", "rope_theta", "rope_scaling", "sliding_window", "rms_norm_eps", "torch_dtype", "dtype", "bos_token_id", "eos_token_id", "pad_token_id");

    private InspectModel() {}

    static Inspection of(Path path) {
        var problems = new Problems();
        JsonNode config = problems.look(() -> ModelFolder.config(path));
        var tokenizer = problems.look(() -> TokenizerFacts.read(path));
        var licence = Licence.find(path);
        try (var weights = problems.look(() -> ModelFolder.weights(path))) {
            if (config != null && weights != null) {
                problems.look(() -> checked(config, weights));
            }
            JsonNode told = config == null ? MissingNode.getInstance() : config;
            if (config == null && weights == null) {
                throw new UserError(problems.lines().getFirst());
            }
            var shape = new LinkedHashMap<String, JsonNode>();
            SIZES.stream().filter(told::hasNonNull).forEach(key -> shape.put(key, told.path(key)));
            return new Inspection.Model(path, told.path("model_type").asText(told.at("/architectures/0").asText("unknown")),
                    weights == null ? null : WeightFacts.of(weights.names().stream().map(name -> weights.find(name).info()).toList()), shape,
                    context(told),
                    weights == null ? List.of() : weights.files().stream().map(file -> String.valueOf(file.file().getFileName())).toList(), licence, tokenizer, problems.lines());
        }
    }

    /** By its name in most architectures, and in GPT-2. */
    private static @Nullable Long context(JsonNode config) {
        return Stream.of("max_position_embeddings", "n_positions", "n_ctx").map(config::path).filter(JsonNode::isIntegralNumber).filter(JsonNode::canConvertToLong).map(JsonNode::asLong)
                .findFirst().orElse(null);
    }

    /** What loading checks before it reads a value: the architecture, every tensor's name, shape and type. */
    private static boolean checked(JsonNode config, ModelFolder weights) {
        var names = new StoredNames(weights);
        var model = ModelConfig.of(config);
        for (var spec : model.tensors()) {
            if (names.lacksHead(spec, model)) {
                continue;
            }
            var info = weights.find(names.of(spec.name())).info();
            if (!Arrays.equals(info.shape(), spec.shape())) {
                throw UserError.of(info.name() + ": wanted shape " + Arrays.toString(spec.shape()) + " as config.json says", Arrays.toString(info.shape()), "fetch the model again");
            }
            if (!info.dtype().isFloat()) {
                throw UserError.of(info.name() + ": wanted one of " + Arrays.stream(DType.values()).filter(DType::isFloat).toList(), info.dtype().name(),
                        "use weights that are not quantized, or a GGUF file");
            }
        }
        return true;
    }
}
