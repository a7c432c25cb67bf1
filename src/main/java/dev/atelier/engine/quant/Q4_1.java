package dev.atelier.engine.quant;

/** 32 values: d float16, m float16, q 4 bits each [16 bytes, value j low and value j + 16 high]; x = d q + m. */
final class Q4_1 extends SmallBlocks {
    Q4_1() {
        super(20, 15, true);
    }

    @Override
    void pack(byte[] numbers, float d, float m, byte[] into, int at) {
        Half.put(d, into, at);
        Half.put(m, into, at + 2);
        FourBits.put(numbers, into, at + 4);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        float m = Half.get(x, at + 2);
        for (int j = 0; j < HALF; j++) {
            int q = x[at + 4 + j];
            y[off + j] = (q & 15) * d + m;
            y[off + HALF + j] = ((q >> 4) & 15) * d + m;
        }
    }
}
