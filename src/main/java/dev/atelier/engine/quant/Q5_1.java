package dev.atelier.engine.quant;

/** 32 values: d float16, m float16, then five bits each as in {@link Q5_0}; x = d q + m. */
final class Q5_1 extends SmallBlocks {
    Q5_1() {
        super(24, 31, true);
    }

    @Override
    void pack(byte[] numbers, float d, float m, byte[] into, int at) {
        Half.put(d, into, at);
        Half.put(m, into, at + 2);
        FiveBits.put(numbers, into, at + 4);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        float m = Half.get(x, at + 2);
        for (int j = 0; j < SIZE; j++) {
            y[off + j] = FiveBits.get(x, at + 4, j) * d + m;
        }
    }
}
