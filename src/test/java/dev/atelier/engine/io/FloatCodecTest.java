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
}
