package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A matrix that is read by rows, an embedding or the output matrix.
 *
 * @param rows [V, H] in the compute type, or codes of int8
 * @param scales of such codes' rows [V], in the compute type
 */
public record Table(NDArray rows, @Nullable NDArray scales) {
    /** As kernels take it: the rows, then the scales if there are any. */
    public List<NDArray> parts() {
        return scales == null ? List.of(rows) : List.of(rows, scales);
    }
}
