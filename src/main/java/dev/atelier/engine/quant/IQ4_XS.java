package dev.atelier.engine.quant;

/** 256 values in 8 groups as {@link IQ4_NL} has them: d float16, upper two bits of the scales [2 bytes], lower four [4 bytes], q [128 bytes]; x = d (scale - 32) table[q]. */
final class IQ4_XS extends BlockByBlock {
    private static final int SIZE = 256;
    private static final int GROUP = 32;

    IQ4_XS() {
        super(SIZE, 136);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        for (int group = 0; group < SIZE / GROUP; group++) {
            int low = (x[at + 4 + group / 2] >> (group % 2 * 4)) & 15;
            int high = (x[at + 2 + group / 4] >> (group % 4 * 2)) & 3;
            IQ4_NL.group(x, at + 8 + group * 16, d * ((high << 4 | low) - 32), y, off + group * GROUP);
        }
    }
}
