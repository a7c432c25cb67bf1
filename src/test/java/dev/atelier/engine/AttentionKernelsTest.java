package dev.atelier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast attention for CPUs against the one in plain operators that any device runs, forward and backward. */
class AttentionKernelsTest {
    static long[][] lengths() {
        return new long[][] {{12}, {6, 6}, {1, 4, 7}, {5, 6, 1}};
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void bothFormsAgree(long[] lengths) {
        try (var torch = Torch.open("cpu"); NDManager m = torch.manager().newSubManager();
                var any = Kernels.load(m, "kernels/heads.py", "kernels/attention_any.py"); var cpu = Kernels.load(m, "kernels/heads.py", "kernels/attention_cpu.py")) {
            torch.seed(3);
            NDArray q = m.randomNormal(new Shape(12, 4, 16));
            NDArray k = m.randomNormal(new Shape(12, 2, 16));
            NDArray v = m.randomNormal(new Shape(12, 2, 16));
            NDArray out = m.randomNormal(new Shape(12, 4, 16));
            NDList a = any.run(m, "attend", q, k, v, lengths);
            NDList b = cpu.run(m, "attend", q, k, v, lengths);
            assertSame(a, b);
            assertSame(any.run(m, "attend_backward", out, q, k, v, a.get(0), a.get(1), lengths), cpu.run(m, "attend_backward", out, q, k, v, b.get(0), b.get(1), lengths));
        }
    }

    @Test
    void aTokenSeesNothingLaterAndNoOtherSequence() {
        try (var torch = Torch.open("cpu"); NDManager m = torch.manager().newSubManager()) {
            NDArray q = m.randomNormal(new Shape(6, 2, 8));
            NDArray k = m.randomNormal(new Shape(6, 2, 8));
            NDArray v = m.randomNormal(new Shape(6, 2, 8));
            float[] before = torch.kernels().run(m, "attend", q, k, v, new long[] {2, 4}).get(0).toFloatArray();
            v.set(new ai.djl.ndarray.index.NDIndex("4:"), 100f);
            float[] after = torch.kernels().run(m, "attend", q, k, v, new long[] {2, 4}).get(0).toFloatArray();
            for (int i = 0; i < 4 * 16; i++) {
                assertThat(after[i]).isEqualTo(before[i]);
            }
            assertThat(after[5 * 16]).isNotEqualTo(before[5 * 16]);
        }
    }

    private static void assertSame(NDList a, NDList b) {
        assertThat(a.size()).isEqualTo(b.size());
        for (int i = 0; i < a.size(); i++) {
            float[] x = a.get(i).toFloatArray();
            float[] y = b.get(i).toFloatArray();
            assertThat(x).hasSameSizeAs(y);
            for (int j = 0; j < x.length; j++) {
                assertThat(x[j]).isCloseTo(y[j], within(2e-5f));
            }
        }
    }
}
