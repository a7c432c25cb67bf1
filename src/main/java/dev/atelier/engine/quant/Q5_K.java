package dev.atelier.engine.quant;

/** As {@link Q4_K} with a fifth bit [32 bytes before the lower four, bit g of byte i is value i of group g]. */
final class Q5_K extends AffineBlocks {
    private static final int GROUP = 32;

    Q5_K() {
        super(GROUP, 176, 31, SixBits.TOP, new AffineSearch.Trials(-0.5f, 0.1f, 15, false));
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

    @Override
    void weigh(Groups groups) {
        Deviation.weigh(groups);
    }

    @Override
    float spread(float squares) {
        return 2 * squares / SIZE;
    }

    @Override
    void pack(byte[] numbers, byte[] scales, byte[] minima, float d, float m, byte[] into, int at) {
        Half.put(d, into, at);
        Half.put(m, into, at + 2);
        SixBits.put(scales, minima, into, at + 4);
        for (int i = 0; i < GROUP; i++) {
            int fifth = 0;
            for (int group = 0; group < SIZE / GROUP; group++) {
                fifth |= numbers[group * GROUP + i] >> 4 << group;
            }
            into[at + 16 + i] = (byte) fifth;
        }
        for (int i = 0; i < SIZE / 2; i++) {
            int low = i / GROUP * 2 * GROUP + i % GROUP;
            into[at + 48 + i] = (byte) (numbers[low] & 15 | (numbers[low + GROUP] & 15) << 4);
        }
    }
}
