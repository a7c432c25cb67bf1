package dev.atelier.engine.quant.frozen;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The sixteen values that four bits stand for, as shares of the largest magnitude in their block. */
public final class CodeBook {
    /** Quantiles of the normal distribution with a zero of its own (Dettmers et al. 2023, appendix E). */
    public static final CodeBook NF4 = new CodeBook(-1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0, 0.07958029955625534,
            0.16093020141124725, 0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1);

    /** A sign, two bits of exponent and one of fraction, as bitsandbytes lays them out; minus zero is zero. */
    public static final CodeBook FP4 = new CodeBook(0, 0.0625 / 12, 8 / 12.0, 1, 4 / 12.0, 6 / 12.0, 2 / 12.0, 3 / 12.0, 0, -0.0625 / 12, -8 / 12.0, -1, -4 / 12.0, -6 / 12.0, -2 / 12.0, -3 / 12.0);

    private final float[] values = new float[16];
    private final byte[] codes = new byte[16]; // by rank
    private final float[] bounds = new float[16]; // the middles between neighbours as a search tree, root at 1

    private CodeBook(double... all) {
        for (int i = 0; i < 16; i++) {
            values[i] = (float) all[i];
        }
        int[] ranked = IntStream.range(0, 16).filter(code -> Arrays.stream(all, 0, code).noneMatch(value -> value == all[code])).boxed()
                .sorted(Comparator.comparing(code -> all[code])).mapToInt(code -> code).toArray();
        var middles = new float[15];
        Arrays.fill(middles, Float.POSITIVE_INFINITY);
        for (int i = 0; i < ranked.length; i++) {
            codes[i] = (byte) ranked[i];
            if (i > 0) {
                middles[i - 1] = (float) ((all[ranked[i - 1]] + all[ranked[i]]) / 2);
            }
        }
        for (int depth = 0; depth < 4; depth++) {
            int nodes = 1 << depth;
            for (int i = 0; i < nodes; i++) {
                bounds[nodes + i] = middles[(2 * i + 1) * (8 >> depth) - 1];
            }
        }
    }

    /** The value of a code from 0 to 15. */
    public float value(int code) {
        return values[code];
    }

    /** The code whose value is nearest to {@code share}, which lies in -1 to 1. */
    public int nearest(float share) {
        int at = 1;
        for (int depth = 0; depth < 4; depth++) {
            at = 2 * at + (share > bounds[at] ? 1 : 0);
        }
        return codes[at - 16];
    }
}
