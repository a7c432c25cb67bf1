package dev.atelier.engine.quant;

/**
 * 256 values in 16 groups of 16: scale (low) and minimum (high) 4 bits each [16 bytes], q 2 bits each [64 bytes], d float16, m float16; x = d scale q - m minimum.
 * Of each 32 bytes of q, bits 2 s and 2 s + 1 are 32 values on end.
 */
final class Q2_K extends BlockByBlock {
    private static final int SIZE = 256;

    Q2_K() {
        super(SIZE, 84);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at + 80);
        float m = Half.get(x, at + 82);
        for (int i = 0; i < SIZE; i++) {
            int group = x[at + i / 16];
            int q = (x[at + 16 + i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2)) & 3;
            y[off + i] = d * (group & 15) * q - m * ((group >> 4) & 15);
        }
    }
}
