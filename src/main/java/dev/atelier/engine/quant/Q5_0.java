package dev.atelier.engine.quant;

/** 32 values: d float16, the fifth bits [4 bytes, bit j of value j], the lower four [16 bytes, value j low and value j + 16 high]; x = d (q - 16). */
final class Q5_0 extends BlockByBlock {
    private static final int HALF = 16;

    Q5_0() {
        super(2 * HALF, 22);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        for (int j = 0; j < 2 * HALF; j++) {
            y[off + j] = (FiveBits.get(x, at + 2, j) - 16) * d;
        }
    }
}
