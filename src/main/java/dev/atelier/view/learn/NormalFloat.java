package dev.atelier.view.learn;

/** NF4: sixteen values from -1 to 1, quantiles of the normal distribution (QLoRA, arXiv 2305.14314), times a block's largest value. */
final class NormalFloat {
    private static final double[] VALUES = {-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0,
        0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0};

    private NormalFloat() {}

    /** The place, 0 to 15, of the value nearest to {@code share}, which is from -1 to 1. */
    static int code(double share) {
        int best = 0;
        for (int i = 1; i < VALUES.length; i++) {
            best = Math.abs(VALUES[i] - share) < Math.abs(VALUES[best] - share) ? i : best;
        }
        return best;
    }

    static double value(int code) {
        return VALUES[code];
    }
}
