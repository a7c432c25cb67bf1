package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/**
 * The scale with the least weighted squared error in x = scale table[q] for a table of 16 whole numbers that are denser around zero: q for 16 trial scales around the one that takes the
 * furthest value to the table's end. The search of ggml's quantize_row_iq4_nl_impl.
 */
final class TableSearch {
    static final byte[] TABLE = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    private static final int TRIALS = 7;
    private static final float NOTHING = 1e-15f;

    /** Trials reach so many halves; what lies beyond has the number at its end. */
    private static final int REACH = 2 * 136;

    /** The number of the entry nearest to so many halves: all midpoints are whole numbers of them. */
    private static final byte[] NUMBER = new byte[2 * REACH + 1];

    /** That entry. */
    private static final float[] ENTRY = new float[2 * REACH + 1];

    static {
        int q = 0;
        for (int halves = -REACH; halves <= REACH; halves++) {
            while (q < 15 && halves >= TABLE[q] + TABLE[q + 1]) {
                q++;
            }
            NUMBER[halves + REACH] = (byte) q;
            ENTRY[halves + REACH] = TABLE[q];
        }
    }

    private TableSearch() {}

    /** The number of the entry nearest to {@code halves} / 2, the upper one of two. */
    static int number(float halves) {
        return NUMBER[index(halves)];
    }

    private static int index(float halves) {
        int whole = (int) halves;
        return Math.max(0, Math.min(2 * REACH, (whole > halves ? whole - 1 : whole) + REACH));
    }

    /** The scale for {@code n} values from {@code x[off]} on; 0 where all are. */
    static float scale(float[] x, int off, float[] w, int n) {
        float furthest = 0;
        for (int i = off; i < off + n; i++) {
            furthest = Math.abs(x[i]) > Math.abs(furthest) ? x[i] : furthest;
        }
        if (Math.abs(furthest) < NOTHING) {
            return 0;
        }
        float scale = 0;
        float best = 0;
        for (int trial = -TRIALS - 1; trial <= TRIALS; trial++) {
            boolean first = trial < -TRIALS;
            float inverse = first ? 1 / (-furthest / TABLE[0]) : (trial + TABLE[0]) / furthest;
            float sumQX = 0;
            float sumQQ = 0;
            for (int i = 0; i < n; i++) {
                float value = x[off + i];
                float q = ENTRY[index(2 * inverse * value)];
                float weighed = w[i] * q;
                sumQX += weighed * value;
                sumQQ += weighed * q;
            }
            if (first ? sumQQ > 0 : sumQQ > 0 && sumQX * sumQX > best * sumQQ) {
                scale = sumQX / sumQQ;
                best = scale * sumQX;
            }
        }
        return scale;
    }

    /** The weights of {@code n} values: their squares, or the importance from {@code column} on times sqrt(spread + x^2). */
    static void weigh(float[] x, int off, int n, float @Nullable [] importance, int column, float spread, float[] w) {
        for (int i = 0; i < n; i++) {
            float square = x[off + i] * x[off + i];
            w[i] = importance == null ? square : importance[column % importance.length + i] * (float) Math.sqrt(spread + square);
        }
    }
}
