package dev.atelier.engine.quant;

/**
 * 256 values in 8 groups of 32: d float16, m float16, {@link SixBits} [12 bytes], q 4 bits each [128 bytes, of each 32 the low halves are one group and the high
 * halves the next]; x = d scale q - m minimum.
 */
final class Q4_K extends AffineBlocks {
    private static final int GROUP = 32;

    Q4_K() {
        super(GROUP, 144, 15, SixBits.TOP, new AffineSearch.Trials(-1, 0.1f, 20, false));
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at);
        float m = Half.get(x, at + 2);
        for (int group = 0; group < SIZE / GROUP; group++) {
            float scale = d * SixBits.scale(x, at + 4, group);
            float minimum = m * SixBits.minimum(x, at + 4, group);
            for (int i = 0; i < GROUP; i++) {
                int q = (x[at + 16 + group / 2 * GROUP + i] >> (group % 2 * 4)) & 15;
                y[off + group * GROUP + i] = scale * q - minimum;
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
        for (int i = 0; i < SIZE / 2; i++) {
            int low = i / GROUP * 2 * GROUP + i % GROUP;
            into[at + 16 + i] = (byte) (numbers[low] | numbers[low + GROUP] << 4);
        }
    }
}
