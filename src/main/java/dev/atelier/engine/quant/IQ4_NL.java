package dev.atelier.engine.quant;

/** 32 values: d float16, q 4 bits each [16 bytes, value j low and value j + 16 high]; x = d table[q], a table that is denser around zero. */
final class IQ4_NL extends BlockByBlock {
    private static final byte[] TABLE = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    private static final int HALF = 16;

    IQ4_NL() {
        super(2 * HALF, 18);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        group(x, at + 2, Half.get(x, at), y, off);
    }

    /** 32 values whose q are at {@code x[at]}, scaled by {@code d}. */
    static void group(byte[] x, int at, float d, float[] y, int off) {
        for (int j = 0; j < HALF; j++) {
            y[off + j] = d * TABLE[x[at + j] & 15];
            y[off + HALF + j] = d * TABLE[(x[at + j] >> 4) & 15];
        }
    }
}
