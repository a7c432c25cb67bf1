package dev.atelier.engine.quant;

/**
 * 256 values in 16 groups of 16: lower four bits [128 bytes], upper two [64 bytes], scales int8 [16 bytes], d float16; x = d scale (q - 32). In each half of
 * 128, value i has its lower bits in byte i % 64 (low below 64, high above) and its upper in byte i % 32 at bit 2 (i / 32).
 */
final class Q6_K extends BlockByBlock {
    private static final int SIZE = 256;

    Q6_K() {
        super(SIZE, 210);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at + 208);
        for (int k = 0; k < SIZE; k++) {
            int half = k / 128;
            int i = k % 128;
            int low = (x[at + half * 64 + i % 64] >> (i / 64 * 4)) & 15;
            int high = (x[at + 128 + half * 32 + i % 32] >> (2 * (i / 32))) & 3;
            y[off + k] = d * x[at + 192 + k / 16] * ((high << 4 | low) - 32);
        }
    }
}
