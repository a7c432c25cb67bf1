package dev.atelier.engine.quant;

/** 32 values: d float16, the fifth bits [4 bytes, bit j of value j], the lower four [16 bytes, value j low and value j + 16 high]; x = d (q - 16). */
final class Q5_0 extends SmallBlocks {
    Q5_0() {
        super(22, 31, false);
    }

    @Override
    void pack(byte[] numbers, float d, float m, byte[] into, int at) {
        Half.put(d, into, at);
        FiveBits.put(numbers, into, at + 2);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        for (int j = 0; j < 2 * HALF; j++) {
            y[off + j] = (FiveBits.get(x, at + 2, j) - 16) * d;
        }
    }
}
