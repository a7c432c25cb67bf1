package dev.atelier.engine.quant;

/** As {@link Q4_K} with a fifth bit [32 bytes before the lower four, bit g of byte i is value i of group g]. */
final class Q5_K extends BlockByBlock {
    private static final int SIZE = 256;
    private static final int GROUP = 32;

    Q5_K() {
        super(SIZE, 176);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        float m = Half.get(x, at + 2);
        for (int group = 0; group < SIZE / GROUP; group++) {
            float scale = d * SixBits.scale(x, at + 4, group);
            float minimum = m * SixBits.minimum(x, at + 4, group);
            for (int i = 0; i < GROUP; i++) {
                int low = (x[at + 48 + group / 2 * GROUP + i] >> (group % 2 * 4)) & 15;
                int fifth = (x[at + 16 + i] >> group) & 1;
                y[off + group * GROUP + i] = scale * (fifth << 4 | low) - minimum;
            }
        }
    }
}
