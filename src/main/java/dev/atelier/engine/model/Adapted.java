package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A LoRA beside one matrix: a [r, in], b [out, r], float32; its output counts scale times (Hu et al. 2021).
 *
 * @param magnitude [out], the lengths of the adapted matrix's rows where they are trained apart (DoRA, Liu et al. 2024)
 */
public record Adapted(NDArray a, NDArray b, NDArray scale, @Nullable NDArray magnitude) {
    /** x W + what the adapter adds. */
    NDArray apply(Operators op, NDArray x, NDArray w) {
        NDArray seen = op.dropout(x);
        return magnitude == null ? op.loraLinear(x, w, seen, a, b, scale) : op.doraLinear(x, w, seen, a, b, scale, magnitude);
    }
}
