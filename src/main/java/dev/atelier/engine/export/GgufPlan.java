package dev.atelier.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufArchitecture;
import dev.atelier.engine.io.gguf.GgufArchitectures;
import dev.atelier.engine.io.gguf.TensorLayout;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.MixRules;
import dev.atelier.engine.quant.Quantization;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How each tensor of a model is stored in a GGUF file of some quantization. */
final class GgufPlan {
    private final TensorSource model;
    private final GgufArchitecture architecture;
    private final JsonNode config;
    private final Quantization quantization;

    /**
     * One tensor.
     *
     * @param shape in the file, outermost dimension first
     * @param columns of a row of it
     * @param importance of the columns, null where all count alike
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(String gguf, TensorLayout layout, long[] shape, int columns, GgmlType type, float @Nullable [] importance) {}

    /** {@link UserError} where the model is none that GGUF has keys and names for. */
    GgufPlan(ModelSource base, TensorSource model, Quantization quantization) {
        this.model = model;
        this.architecture = GgufArchitectures.ofConfig(base.config());
        this.config = architecture.settings(base.config());
        this.quantization = quantization;
        architecture.check(model, config);
    }

    GgufArchitecture architecture() {
        return architecture;
    }

    JsonNode config() {
        return config;
    }

    Quantization quantization() {
        return quantization;
    }

    /** Of the tensor that Hugging Face calls {@code name}; empty where the format has no place for it. */
    Optional<Stored> of(String name) {
        return architecture.ggufName(name, config).map(gguf -> stored(name, gguf));
    }

    private Stored stored(String name, String gguf) {
        var layout = architecture.layout(name, config);
        var shape = layout.shape(model.shape(name));
        boolean givesLogits = gguf.equals("output.weight") || (gguf.equals("token_embd.weight") && architecture.tied(config));
        int heads = config.path("num_attention_heads").asInt(config.path("n_head").asInt(1));
        int layers = config.path("num_hidden_layers").asInt(config.path("n_layer").asInt());
        var type = quantization.type(new MixRules.Place(gguf, shape, givesLogits), layers, heads / config.path("num_key_value_heads").asInt(heads));
        // a vector whose elements are reordered is a column; any other vector is one row
        int columns = shape.length < 2 && !layout.rows().same() ? 1 : Math.toIntExact(shape[shape.length - 1]);
        return new Stored(gguf, layout, shape, columns, type, shape.length < 2 ? null : quantization.importanceOf(gguf, columns));
    }
}
