package dev.atelier.view.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against Java's own conversions and the textbook. */
class NumberTypeTest {
    @Test
    void halvesAndFloatsAreJavas() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isNaN(value)) {
                continue;
            }
            short half = Float.floatToFloat16(value);
            assertThat(NumberType.FP16.round(value)).isEqualTo(Float.float16ToFloat(half));
            assertThat(bits(NumberType.FP16.bits(value))).isEqualTo(half & 0xffff);
            assertThat(bits(NumberType.FP32.bits(value))).isEqualTo(Integer.toUnsignedLong(Float.floatToRawIntBits(value)));
        }
    }

    private static long bits(List<Boolean> bits) {
        long value = 0;
        for (boolean bit : bits) {
            value = value << 1 | (bit ? 1 : 0);
        }
        return value;
    }

    @Test
    void bytesOfEightBitsGoThereAndBack() {
        for (NumberType type : List.of(NumberType.E4M3, NumberType.E5M2)) {
            assertThat(type.round(type.largest())).isEqualTo(type.largest());
        }
        assertThat(NumberType.E4M3.largest()).isEqualTo(448);
        assertThat(NumberType.E5M2.largest()).isEqualTo(57344);
        assertThat(NumberType.E4M3.round(464)).as("half way to the pattern that is NaN, to even").isEqualTo(448);
        assertThat(NumberType.E4M3.round(500)).isNaN();
        assertThat(bits(NumberType.E4M3.bits(448))).isEqualTo(0x7e);
        assertThat(bits(NumberType.E4M3.bits(Math.scalb(1.0, -9)))).as("the smallest").isEqualTo(1);
        assertThat(bits(NumberType.E5M2.bits(1e9))).as("infinity").isEqualTo(0x7c);
    }

    @Test
    void theTextbooksSlipsAreFound() {
        var slips = new ArrayList<String>();
        for (var row : TextbookTable.ROWS) {
            for (var type : TextbookTable.TYPES) {
                if (!row.agrees(type)) {
                    slips.add(row.value() + " " + type + String.format(Locale.ROOT, " %.10g", row.computed(type)));
                }
            }
        }
        assertThat(slips).containsExactly("0.123456789 TF32 0.1234741211", "1234.56789 TF32 1235.000000", "1234567.89 TF32 1234944.000");
    }

    @Test
    void absmaxIsTheTextbooks() {
        var values = List.of(1.2, -3.1, 0.8, 2.4, 5.4);
        var found = Absmax.of(values, 8);
        assertThat(found.constant()).isCloseTo(23.5, within(0.02));
        assertThat(found.integers()).containsExactly(28, -73, 19, 56, 127);
        assertThat(found.error(values)).isBetween(0.001, 0.5 / found.constant());
        assertThat(Absmax.of(List.of(0.0, 0.0), 8).back()).containsExactly(0.0, 0.0);
    }

    @Test
    void nf4TakesTheNearestOfItsSixteen() {
        for (int code = 0; code < 16; code++) {
            assertThat(NormalFloat.code(NormalFloat.value(code) + 1e-4)).isEqualTo(code);
        }
        assertThat(NormalFloat.code(0.2)).isEqualTo(9);
    }
}
