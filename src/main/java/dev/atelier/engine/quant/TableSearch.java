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

    /** The entry nearest to halves from -127 to 113: none of the midpoints lies between two halves. */
    private static final byte[] NEAREST = nearest();

    private TableSearch() {}

    private static byte[] nearest() {
        int low = 2 * TABLE[0];
        var nearest = new byte[2 * TABLE[15] - low + 1];
        int q = 0;
        for (int half = 0; half < nearest.length; half++) {
            while (q < 15 && low + half >= TABLE[q] + TABLE[q + 1]) {
                q++;
            }
            nearest[half] = (byte) q;
        }
        return nearest;
    }

    /** The number of the entry nearest to {@code value}, the upper one of two. */
    static int number(float value) {
        float halves = 2 * Math.clamp(value, TABLE[0], TABLE[15]);
        int whole = (int) halves;
        return NEAREST[(whole > halves ? whole - 1 : whole) - 2 * TABLE[0]];
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
                float q = TABLE[number(inverse * x[off + i])];
                float weighed = w[i] * q;
                sumQX += weighed * x[off + i];
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
