package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Part;
import dev.atelier.domain.model.TensorSpec;
import java.util.List;
import java.util.Set;

/** What a tensor is called in a source: files leave out the base model's prefix, put a larger model's before it, or use TensorFlow's names for norms. */
public final class StoredNames {
    private static final List<String> LARGER = List.of("", "language_model.", "model.language_model.");

    private final Set<String> stored;
    private final JsonNode config;

    public StoredNames(TensorSource source) {
        this.stored = source.names();
        this.config = source.config();
    }

    /** The name there is, or {@code name} itself when there is none. */
    public String of(String name) {
        String bare = name.substring(name.indexOf('.') + 1);
        for (String prefix : LARGER) {
            for (String candidate : List.of(name, bare)) {
                if (stored.contains(prefix + candidate)) {
                    return prefix + candidate;
                }
            }
        }
        String older = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
        return older.equals(name) ? name : of(older);
    }

    /** Whether {@code spec} belongs to a classifier's head and is not there: the source was trained for something else, or tells other classes apart. */
    public boolean lacksHead(TensorSpec spec, ModelConfig model) {
        return model.classifies() && spec.part() == Part.HEAD && (!stored.contains(of(spec.name())) || model.output(spec) && !config.isEmpty() && !model.labels().equals(ModelConfig.of(config).labels()));
    }
}
