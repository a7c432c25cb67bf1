package dev.atelier.engine.io;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** float32 from the floats of files and to those of two bytes and more, little-endian, round to nearest even. */
public final class FloatCodec {
    public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    public static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private static final int CHUNK = 4096;

    private FloatCodec() {}

    /** The float32 whose upper half is {@code bits}. */
    public static float bf16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest bfloat16, ties to even; a NaN stays one, quiet. */
    public static short floatToBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
        int quiet = (bits >>> 16) | 64;
        return (short) (Float.isNaN(value) ? quiet : rounded);
    }

    /** {@code n} elements of {@code type} at byte {@code at} of {@code source}, as float32 from {@code into[off]} on. */
    public static void decode(DType type, MemorySegment source, long at, float[] into, int off, int n) {
        switch (type) {
            case F32 -> MemorySegment.copy(source, FLOAT, at, into, off, n);
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    into[off + i] = (float) source.get(DOUBLE, at + 8L * i);
                }
            }
            case F16, BF16 -> {
                var chunk = new short[Math.min(n, CHUNK)];
                for (int done = 0; done < n; done += CHUNK) {
                    int count = Math.min(CHUNK, n - done);
                    MemorySegment.copy(source, SHORT, at + 2L * done, chunk, 0, count);
                    widen(type, chunk, into, off + done, count);
                }
            }
            case F8_E4M3 -> {
                for (int i = 0; i < n; i++) {
                    into[off + i] = Float8.e4m3ToFloat(source.get(ValueLayout.JAVA_BYTE, at + i));
                }
            }
            case F8_E5M2 -> {
                for (int i = 0; i < n; i++) {
                    into[off + i] = Float8.e5m2ToFloat(source.get(ValueLayout.JAVA_BYTE, at + i));
                }
            }
            default -> throw new IllegalArgumentException(type + " is not a float type");
        }
    }

    /** {@code n} float32 from {@code from[off]} on, as elements of {@code type} at byte {@code at} of {@code target}. */
    public static void encode(DType type, float[] from, int off, int n, MemorySegment target, long at) {
        switch (type) {
            case F32 -> MemorySegment.copy(from, off, target, FLOAT, at, n);
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    target.set(DOUBLE, at + 8L * i, from[off + i]);
                }
            }
            case F16, BF16 -> {
                var chunk = new short[Math.min(n, CHUNK)];
                for (int done = 0; done < n; done += CHUNK) {
                    int count = Math.min(CHUNK, n - done);
                    narrow(type, from, off + done, chunk, count);
                    MemorySegment.copy(chunk, 0, target, SHORT, at + 2L * done, count);
                }
            }
            default -> throw new IllegalArgumentException(type + " is not written");
        }
    }

    private static void widen(DType type, short[] from, float[] into, int off, int n) {
        if (type == DType.F16) {
            for (int i = 0; i < n; i++) {
                into[off + i] = Float.float16ToFloat(from[i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                into[off + i] = Float.intBitsToFloat(from[i] << 16);
            }
        }
    }

    private static void narrow(DType type, float[] from, int off, short[] into, int n) {
        if (type == DType.F16) {
            for (int i = 0; i < n; i++) {
                into[i] = Float.floatToFloat16(from[off + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                into[i] = floatToBf16(from[off + i]);
            }
        }
    }
}
