package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Kernels;

/** A matrix kept in few bits: {@code method} of the kernels makes it from {@code parts}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FrozenArray(Kernels kernels, TensorSpec spec, String method, NDArray... parts) {
    /** As it is computed with, [out, in] in the compute type, owned by {@code owner}; autograd may use it. */
    NDArray dequantized(NDManager owner) {
        NDArray stored = kernels.trace(method, parts);
        stored.attach(owner);
        return spec.transposed() ? kernels.trace("transposed", stored) : stored;
    }

    /** [out, in] */
    Shape shape() {
        long[] s = spec.shape();
        return spec.transposed() ? new Shape(s[1], s[0]) : new Shape(s);
    }
}
