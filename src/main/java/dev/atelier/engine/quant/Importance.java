package dev.atelier.engine.quant;

import dev.atelier.domain.UserError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much each column of a matrix counts: the mean square of what it is multiplied with, by GGUF names. */
public record Importance(Map<String, float[]> byTensor) {
    public Importance {
        byTensor = Map.copyOf(byTensor);
    }

    /** The weights of {@code tensor}'s columns; null where none were gathered, as for an embedding. */
    public float @Nullable [] of(String tensor, int columns) {
        float[] weights = byTensor.get(tensor);
        if (weights != null && weights.length != columns) {
            throw UserError.of("--imatrix: wanted " + columns + " columns of " + tensor, Integer.toString(weights.length), "use the file that was made for this model");
        }
        return weights;
    }
}
