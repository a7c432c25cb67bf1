package dev.atelier.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class FloatCodecTest {
    @Test
    void everyBf16ComesBack() {
        for (int bits = 0; bits < 65536; bits++) {
            float value = FloatCodec.bf16ToFloat((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(FloatCodec.floatToBf16(value)).isEqualTo((short) bits);
            } else {
                assertThat(FloatCodec.bf16ToFloat(FloatCodec.floatToBf16(value))).isNaN();
            }
        }
    }

    @Test
    void tiesGoToEven() {
        assertThat(FloatCodec.floatToBf16(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
        assertThat(FloatCodec.floatToBf16(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
        assertThat(FloatCodec.floatToBf16(Float.intBitsToFloat(0x3f808001))).isEqualTo((short) 0x3f81);
    }

    @Test
    void bulkEqualsOneByOne() {
        int n = 10_000; // more than one chunk
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) Math.sin(i) * (1 + i % 77);
        }
        for (var type : new DType[] {DType.F64, DType.F32, DType.F16, DType.BF16}) {
            var bytes = MemorySegment.ofArray(new byte[n * type.bytes() + 3]);
            FloatCodec.encode(type, values, 0, n, bytes, 3);
            var read = new float[n + 1];
            FloatCodec.decode(type, bytes, 3, read, 1, n);
            for (int i = 0; i < n; i++) {
                float wanted = switch (type) {
                    case F16 -> Float.float16ToFloat(Float.floatToFloat16(values[i]));
                    case BF16 -> FloatCodec.bf16ToFloat(FloatCodec.floatToBf16(values[i]));
                    default -> values[i];
                };
                assertThat(read[i + 1]).isEqualTo(wanted);
            }
        }
    }

    /** Every byte against the formula of the format: (-1)^s 2^(e - bias) (1 + m / 2^bits), 2^(1 - bias) m / 2^bits where e is 0. */
    @Test
    void everyFloat8IsWhatItsFormatSays() {
        for (int bits = 0; bits < 256; bits++) {
            var one = MemorySegment.ofArray(new byte[] {0, (byte) bits});
            var e4m3 = new float[2];
            var e5m2 = new float[2];
            FloatCodec.decode(DType.F8_E4M3, one, 1, e4m3, 1, 1);
            FloatCodec.decode(DType.F8_E5M2, one, 1, e5m2, 1, 1);
            assertThat(e4m3[1]).as("E4M3 %02x", bits).isEqualTo(Float.valueOf((bits & 0x7f) == 0x7f ? Float.NaN : formula(bits, 3, 7)));
            int fraction = bits & 3;
            boolean special = (bits & 0x7c) == 0x7c;
            float infinity = bits < 128 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
            assertThat(e5m2[1]).as("E5M2 %02x", bits).isEqualTo(Float.valueOf(!special ? formula(bits, 2, 15) : fraction == 0 ? infinity : Float.NaN));
        }
    }

    private static float formula(int bits, int fractionBits, int bias) {
        int exponent = (bits & 0x7f) >> fractionBits;
        double fraction = (bits & ((1 << fractionBits) - 1)) / (double) (1 << fractionBits);
        double magnitude = exponent == 0 ? Math.pow(2, 1 - bias) * fraction : Math.pow(2, exponent - bias) * (1 + fraction);
        return (float) (bits < 128 ? magnitude : -magnitude);
    }

    @Test
    void theLandmarksOfFloat8() {
        float[] e4m3 = {0, 0x1p-9f, 0x1p-6f, 1, 448, Float.NaN, -0f, -448};
        float[] e5m2 = {0, 0x1p-16f, 0x1p-14f, 1, 57344, Float.POSITIVE_INFINITY, -0f, Float.NaN};
        assertThat(decoded(DType.F8_E4M3, 0, 1, 8, 0x38, 0x7e, 0x7f, 0x80, 0xfe)).isEqualTo(e4m3);
        assertThat(decoded(DType.F8_E5M2, 0, 1, 4, 0x3c, 0x7b, 0x7c, 0x80, 0xff)).isEqualTo(e5m2);
    }

    private static float[] decoded(DType type, int... bytes) {
        var raw = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        var values = new float[bytes.length];
        FloatCodec.decode(type, MemorySegment.ofArray(raw), 0, values, 0, bytes.length);
        return values;
    }
}
