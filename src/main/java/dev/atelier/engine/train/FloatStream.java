package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.FloatCodec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** A float32 array on its way into a file, a piece at a time: no copy of the whole among Java's own memory. */
final class FloatStream {
    private static final int PIECE = 1 << 16; // values: Java gives small arrays back soon

    private FloatStream() {}

    /** Writes every value of {@code array}, row by row, in {@code type}. */
    static void write(NDArray array, DType type, WritableByteChannel out) throws IOException {
        var all = array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
        var values = new float[Math.min(PIECE, all.remaining())];
        var bytes = new byte[values.length * type.bytes()];
        while (all.hasRemaining()) {
            int count = Math.min(values.length, all.remaining());
            all.get(values, 0, count);
            FloatCodec.encode(type, values, 0, count, MemorySegment.ofArray(bytes), 0);
            AtomicFiles.writeFully(out, ByteBuffer.wrap(bytes, 0, count * type.bytes()));
        }
    }
}
