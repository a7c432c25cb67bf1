package dev.atelier.engine.quant;

/**
 * 256 values in 16 groups of 16: third bits [32 bytes], lower two [64 bytes, as in {@link Q2_K}], scales 6 bits each [12 bytes], d float16;
 * x = d (scale - 32) (q - 4).
 */
final class Q3_K extends BlockByBlock {
    private static final int SIZE = 256;
    private static final int LOW = 32;
    private static final int SCALES = 96;

    Q3_K() {
        super(SIZE, 110);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at + 108);
        for (int i = 0; i < SIZE; i++) {
            int low = (x[at + LOW + i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
            int third = (x[at + i % 32] >> (i / 32)) & 1;
            y[off + i] = d * (scale(x, at + SCALES, i / 16) - 32) * ((third << 2 | low) - 4);
        }
    }

    /** Lower four bits in the first eight bytes, scale j low and scale j + 8 high; upper two in the last four, scale j in byte j % 4 at bit 2 (j / 4). */
    private static int scale(byte[] x, int at, int j) {
        int low = (x[at + j % 8] >> (j < 8 ? 0 : 4)) & 15;
        int high = (x[at + 8 + j % 4] >> (2 * (j / 4))) & 3;
        return high << 4 | low;
    }
}
