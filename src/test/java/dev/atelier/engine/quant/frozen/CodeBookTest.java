package dev.atelier.engine.quant.frozen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodeBookTest {
    /** QLoRA, section 3 and bitsandbytes' create_normal_map: quantiles of the normal distribution, eight above zero and seven below, divided by the largest. */
    @Test
    void nf4IsMadeOfTheNormalDistributionsQuantiles() {
        double offset = 0.9677083;
        var wanted = new double[16];
        for (int i = 0; i < 8; i++) {
            wanted[15 - i] = quantile(offset + (0.5 - offset) * i / 8);
        }
        for (int i = 0; i < 7; i++) {
            wanted[i] = -quantile(offset + (0.5 - offset) * i / 7);
        }
        for (int i = 0; i < 16; i++) {
            assertThat((double) CodeBook.NF4.value(i)).as("code " + i).isCloseTo(wanted[i] / wanted[15], within(1e-5));
        }
        assertThat(CodeBook.NF4.value(7)).isZero();
    }

    /** bitsandbytes' create_fp4_map. */
    @Test
    void fp4IsBitsandbytes() {
        float[] wanted = {0, 0.0625f, 8, 12, 4, 6, 2, 3, -0f, -0.0625f, -8, -12, -4, -6, -2, -3};
        for (int i = 0; i < 16; i++) {
            assertThat(CodeBook.FP4.value(i)).isCloseTo(wanted[i] / 12, within(1e-7f));
        }
    }

    @Test
    void theNearestValueIsFound() {
        var random = new Random(1);
        for (var book : new CodeBook[] {CodeBook.NF4, CodeBook.FP4}) {
            for (int n = 0; n < 100_000; n++) {
                float x = random.nextFloat(-1, 1);
                double best = IntStream.range(0, 16).mapToDouble(code -> Math.abs(book.value(code) - x)).min().orElseThrow();
                assertThat(Math.abs(book.value(book.nearest(x)) - x)).isCloseTo((float) best, within(1e-7f));
            }
            for (int code = 0; code < 16; code++) {
                assertThat(book.value(book.nearest(book.value(code)))).isEqualTo(book.value(code));
            }
        }
    }

    /** Blocks of 64 normal values with exact scales: 0.0920 sigma. */
    @Test
    void nf4ErrsBy92ThousandthsOfSigma() {
        var random = new Random(2);
        var units = new Units.FourBit(CodeBook.NF4);
        var values = new float[64];
        var codes = new byte[32];
        double squares = 0;
        int blocks = 40_000;
        for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < 64; i++) {
                values[i] = (float) random.nextGaussian();
            }
            float scale = units.encode(values, 0, codes, 0);
            for (int i = 0; i < 64; i++) {
                int code = i % 2 == 0 ? codes[i / 2] >> 4 & 15 : codes[i / 2] & 15;
                double error = CodeBook.NF4.value(code) * scale - values[i];
                squares += error * error;
            }
        }
        assertThat(Math.sqrt(squares / blocks / 64)).isCloseTo(0.0920, within(0.0920 * 0.01));
    }

    /** The values Dettmers' dynamic type has at its ends, and how fine it is near one. */
    @Test
    void theDynamicMapIsFineNearOne() {
        float[] map = DynamicMap.signed();
        assertThat(map).hasSize(256).doesNotHaveDuplicates().contains(0f, 1f).contains(new float[] {0.55e-6f}, within(1e-12f));
        assertThat(map[0]).isCloseTo(-0.99296875f, within(1e-6f));
        assertThat(map[254]).isCloseTo(0.99296875f, within(1e-6f));
        var random = new Random(3);
        for (int n = 0; n < 10_000; n++) {
            float x = random.nextFloat(-1, 1);
            double best = IntStream.range(0, 256).mapToDouble(i -> Math.abs(map[i] - x)).min().orElseThrow();
            assertThat(Math.abs(map[DynamicMap.nearest(x)] - x)).isCloseTo((float) best, within(1e-7f));
        }
        assertThat(Arrays.stream(new int[] {0, 127, 255}).map(i -> DynamicMap.nearest(map[i]))).containsExactly(0, 127, 255);
    }

    /** By bisection of the distribution function. */
    private static double quantile(double p) {
        double low = -10;
        double high = 10;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (distribution(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** 1/2 + density(x) (x + x^3/3 + x^5/15 + ...) (Marsaglia 2004). */
    private static double distribution(double x) {
        double sum = x;
        double term = x;
        for (int i = 3; Math.abs(term) > 1e-17; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
