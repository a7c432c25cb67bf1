package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/** 256 values in 8 groups as {@link IQ4_NL} has them: d float16, upper two bits of the scales [2 bytes], lower four [4 bytes], q [128 bytes]; x = d (scale - 32) table[q]. */
final class IQ4_XS extends BlockByBlock implements BlockFormat {
    private static final int SIZE = 256;
    private static final int GROUP = 32;
    private static final int GROUPS = SIZE / GROUP;
    private static final int BYTES = 136;
    private static final int HALF_SCALE = 32;

    IQ4_XS() {
        super(SIZE, BYTES);
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

    @Override
    public void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        var weights = new float[GROUP];
        var scales = new float[GROUPS];
        for (int done = 0; done < n; done += SIZE) {
            float spread = importance == null ? 0 : Spread.squares(from, off + done, SIZE) * 2 / SIZE;
            for (int group = 0; group < GROUPS; group++) {
                int x = done + group * GROUP;
                TableSearch.weigh(from, off + x, GROUP, importance, x, spread, weights);
                scales[group] = TableSearch.scale(from, off + x, weights, GROUP);
            }
            write(from, off + done, scales, into, at + done / SIZE * BYTES);
        }
    }

    private static void write(float[] from, int off, float[] scales, byte[] into, int at) {
        float furthest = 0;
        for (float scale : scales) {
            furthest = Math.abs(scale) > Math.abs(furthest) ? scale : furthest;
        }
        float d = -furthest / HALF_SCALE;
        float inverse = d == 0 ? 0 : 1 / d;
        Half.put(d, into, at);
        int low = 0;
        int high = 0;
        var numbers = new byte[GROUP];
        for (int group = 0; group < GROUPS; group++) {
            int scale = Nearest.clamped(inverse * scales[group], -HALF_SCALE, HALF_SCALE - 1);
            float product = d * scale;
            IQ4_NL.number(from, off + group * GROUP, product == 0 ? 0 : 1 / product, numbers);
            FourBits.put(numbers, into, at + 8 + group * 16);
            low |= (scale + HALF_SCALE & 15) << 4 * group;
            high |= scale + HALF_SCALE >> 4 << 2 * group;
        }
        into[at + 2] = (byte) high;
        into[at + 3] = (byte) (high >> 8);
        for (int k = 0; k < 4; k++) {
            into[at + 4 + k] = (byte) (low >> 8 * k);
        }
    }
}
