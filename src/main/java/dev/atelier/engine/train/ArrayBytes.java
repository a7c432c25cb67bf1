package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.io.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** An array's values as bytes, little-endian as files have them, and back. */
final class ArrayBytes {
    private ArrayBytes() {}

    /** Writes them all; on the CPU from where they lie: a copy of Java's would stay until it is collected. */
    static void write(NDArray array, WritableByteChannel out) throws IOException {
        AtomicFiles.writeFully(out, array.toByteBuffer(true));
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
