package dev.atelier.engine.quant;

import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.FloatCodec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** F32, F16, BF16: every value by itself. */
record PlainFormat(DType type) implements BlockFormat {
    @Override
    public void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        FloatCodec.encode(type, from, off, n, MemorySegment.ofArray(into), at);
    }

    @Override
    public void dequantize(byte[] from, int at, float[] into, int off, int n) {
        FloatCodec.decode(type, MemorySegment.ofArray(from), at, into, off, n);
    }
}
