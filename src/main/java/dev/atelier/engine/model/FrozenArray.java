package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Kernels;
import java.util.Arrays;

/**
 * A matrix kept in few bits: {@code method} of the kernels makes it from {@code parts}.
 *
 * @param room where it is computed with; the matrices of the same name in other blocks share it
 * @param none an empty array of the compute type
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FrozenArray(Kernels kernels, TensorSpec spec, String method, NDArray room, NDArray none, NDArray... parts) {
    /** As it is computed with, [out, in] in the compute type, owned by {@code owner}; autograd may use it. */
    NDArray dequantized(NDManager owner) {
        return in(none, owner);
    }

    /** The same, which is this until another block's matrix takes its room: {@code owner} owns the way to it alone. */
    NDArray lent(NDManager owner) {
        return in(room, owner);
    }

    private NDArray in(NDArray place, NDManager owner) {
        NDArray[] arguments = Arrays.copyOf(parts, parts.length + 1);
        arguments[parts.length] = place;
        NDArray stored = kernels.trace(method, arguments);
        stored.attach(owner);
        return spec.transposed() ? kernels.trace("transposed", stored) : stored;
    }

    /** Of int8: its codes, and the scales of its rows. */
    Table table() {
        return new Table(parts[0], parts[1]);
    }

    /** [out, in] */
    Shape shape() {
        long[] s = spec.shape();
        return spec.transposed() ? new Shape(s[1], s[0]) : new Shape(s);
    }
}
