package dev.atelier.engine.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.engine.data.Finding;
import dev.atelier.engine.text.TokenizerFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code inspect} found; {@code kind} tells which. Bytes are those of the files. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "run", value = Inspection.Run.class),
    @JsonSubTypes.Type(name = "project", value = Inspection.Project.class),
    @JsonSubTypes.Type(name = "model", value = Inspection.Model.class),
    @JsonSubTypes.Type(name = "adapter", value = Inspection.Adapter.class),
    @JsonSubTypes.Type(name = "gguf", value = Inspection.Gguf.class),
    @JsonSubTypes.Type(name = "safetensors", value = Inspection.Tensors.class),
    @JsonSubTypes.Type(name = "dataset", value = Inspection.Data.class),
    @JsonSubTypes.Type(name = "tokenizer", value = Inspection.Tokens.class),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Inspection {
    Path path();

    /** Why it cannot be used, one line each; empty if it opens. */
    default List<String> problems() {
        return List.of();
    }

    /** @param state prepared, running, stopped, interrupted, failed: ..., finished */
    record Run(Path path, String name, String state, Path model, String method, int trainRows, int valRows, int steps, @Nullable Integer totalSteps,
            @Nullable Double initialValLoss, @Nullable Double valLoss, List<Integer> checkpoints, @Nullable Path result, JsonNode settings) implements Inspection {}

    record Project(Path path, String name, String description, Path model, Data train, @Nullable Data heldout, JsonNode settings) implements Inspection {}

    /**
     * @param weights null if they cannot be read
     * @param shape what config.json says of sizes, by its own names
     * @param problems why it does not open, one line each
     */
    record Model(Path path, String architecture, @Nullable WeightFacts weights, Map<String, JsonNode> shape, @Nullable Long context, List<String> files, @Nullable Licence licence,
            @Nullable TokenizerFacts tokenizer, List<String> problems) implements Inspection {}

    /** @param adapted the paths of the matrices it stands beside; {@code saved}: tensors that replace one of the base model's; {@code base}: as the file names it, looked for from the folder atelier was started in */
    record Adapter(Path path, int rank, double alpha, double dropout, boolean useRslora, boolean useDora, List<String> targetModules, int modules, List<String> adapted, Map<String, Integer> rankPattern,
            Map<String, Double> alphaPattern, int saved, List<String> savedModules, @Nullable String base, boolean baseFound, @Nullable WeightFacts weights, @Nullable Licence licence,
            List<String> problems) implements Inspection {}

    /**
     * @param config the model's shape by config.json's keys; null if it does not open
     * @param keys every key with its value; long lists as their length, long texts cut
     */
    record Gguf(Path path, String architecture, WeightFacts weights, @Nullable Long context, @Nullable JsonNode config, @Nullable TokenizerFacts tokenizer, Map<String, Object> keys,
            List<String> problems) implements Inspection {}

    record Tensors(Path path, WeightFacts weights, Map<String, String> metadata) implements Inspection {}

    record Data(Path path, String shape, int rows, int bad, long bytes, List<Finding> findings) implements Inspection {}

    record Tokens(Path path, TokenizerFacts tokenizer) implements Inspection {}
}
