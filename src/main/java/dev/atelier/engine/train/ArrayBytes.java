package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Kernels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array's values as bytes, little-endian as files have them, and back. */
final class ArrayBytes {
    private ArrayBytes() {}

    /** A copy. */
    static ByteBuffer of(NDArray array) {
        return array.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Puts values into the memory that the array has; NDArray.set would give it Java's instead, which lies elsewhere in every process. */
    static void fill(Kernels kernels, NDArray array, ByteBuffer values) {
        try (NDManager scope = array.getManager().newSubManager()) {
            kernels.one(scope, "filled", array, scope.create(values, array.getShape(), array.getDataType()));
        }
    }

    /** The same with float32 values. */
    static void fill(Kernels kernels, NDArray array, float[] values) {
        try (NDManager scope = array.getManager().newSubManager()) {
            kernels.one(scope, "filled", array, scope.create(values, array.getShape()));
        }
    }
}
