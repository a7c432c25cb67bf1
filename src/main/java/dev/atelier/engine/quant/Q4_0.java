package dev.atelier.engine.quant;

/** 32 values: d float16, {@link FourBits} [16 bytes]; x = d (q - 8), d = m / -8 for the x = m of largest magnitude. */
final class Q4_0 extends SmallBlocks {
    Q4_0() {
        super(18, 15, false);
    }

    @Override
    void pack(byte[] numbers, float d, float m, byte[] into, int at) {
        Half.put(d, into, at);
        FourBits.put(numbers, into, at + 2);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        for (int j = 0; j < HALF; j++) {
            int q = x[at + 2 + j];
            y[off + j] = ((q & 15) - 8) * d;
            y[off + HALF + j] = (((q >> 4) & 15) - 8) * d;
        }
    }
}
