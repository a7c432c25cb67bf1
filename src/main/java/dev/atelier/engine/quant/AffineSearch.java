package dev.atelier.engine.quant;

import java.util.Arrays;

/**
 * For each group the scale and minimum with the least weighted error in x = scale q - minimum, minimum from 0 up, q from 0 to {@code top}: q for one trial scale after another, then the
 * scale and minimum that fit these q best. The search of ggml's make_qkx2_quants and make_qkx3_quants.
 */
final class AffineSearch {
    /** Trials have q rounded for a largest q of top + first + k step, k from 0 to {@code last}; the error is squared or {@code absolute}. */
    record Trials(float first, float step, int last, boolean absolute) {
        /** What ggml tries where columns have an importance. */
        static final Trials WEIGHED = new Trials(-0.9f, 0.05f, 36, false);
    }

    private final Groups groups;
    private final int top;
    final float[] scale;
    final float[] minimum;

    private final float[] low;
    private final float[] high;
    private final float[] sumW;
    private final float[] sumX;
    private final float[] sumQ;
    private final float[] sumQQ;
    private final float[] sumQX;
    private final float[] inverse;
    private final float[] trialScale;
    private final float[] trialLow;
    private final float[] error;
    private final float[] best;
    private final float[] bestInverse;
    private final float[] bestLow;

    AffineSearch(Groups groups, int top) {
        this.groups = groups;
        this.top = top;
        int n = groups.lanes;
        scale = new float[n];
        minimum = new float[n];
        low = new float[n];
        high = new float[n];
        sumW = new float[n];
        sumX = new float[n];
        sumQ = new float[n];
        sumQQ = new float[n];
        sumQX = new float[n];
        inverse = new float[n];
        trialScale = new float[n];
        trialLow = new float[n];
        error = new float[n];
        best = new float[n];
        bestInverse = new float[n];
        bestLow = new float[n];
    }

    /** Sets {@link #scale} and {@link #minimum}. */
    void run(Trials trials) {
        bounds();
        invert(top);
        number();
        for (int g = 0; g < groups.count; g++) {
            boolean flat = high[g] == low[g];
            bestInverse[g] = flat ? 0 : inverse[g];
            bestLow[g] = low[g];
            scale[g] = 1 / inverse[g];
            trialScale[g] = scale[g];
            trialLow[g] = low[g];
        }
        measure(trials.absolute);
        System.arraycopy(error, 0, best, 0, best.length);
        for (int k = 0; k <= trials.last; k++) {
            invert(trials.first + trials.step * k + top);
            number();
            fit();
            measure(trials.absolute);
            keep();
        }
        for (int g = 0; g < groups.count; g++) {
            minimum[g] = -low[g];
        }
    }

    private void bounds() {
        System.arraycopy(groups.values[0], 0, low, 0, low.length);
        System.arraycopy(groups.values[0], 0, high, 0, high.length);
        Arrays.fill(sumW, 0);
        Arrays.fill(sumX, 0);
        for (int i = 0; i < groups.size; i++) {
            bounds(groups.values[i], groups.weights[i], low, high, sumW, sumX);
        }
        for (int g = 0; g < groups.count; g++) {
            low[g] = Math.min(low[g], 0);
        }
    }

    private static void bounds(float[] x, float[] w, float[] low, float[] high, float[] sumW, float[] sumX) {
        for (int g = 0; g < x.length; g++) {
            low[g] = Math.min(low[g], x[g]);
            high[g] = Math.max(high[g], x[g]);
            sumW[g] += w[g];
            sumX[g] += w[g] * x[g];
        }
    }

    private void invert(float largest) {
        for (int g = 0; g < inverse.length; g++) {
            inverse[g] = largest / (high[g] - low[g]);
        }
    }

    private void number() {
        Arrays.fill(sumQ, 0);
        Arrays.fill(sumQQ, 0);
        Arrays.fill(sumQX, 0);
        for (int i = 0; i < groups.size; i++) {
            number(groups.values[i], groups.weights[i], groups.numbers[i], low, inverse, sumQ, sumQQ, sumQX, top);
        }
    }

    private static void number(float[] x, float[] w, float[] q, float[] low, float[] inverse, float[] sumQ, float[] sumQQ, float[] sumQX, float width) {
        float top = Nearest.SHIFT + width;
        for (int g = 0; g < x.length; g++) {
            float shifted = inverse[g] * (x[g] - low[g]) + Nearest.SHIFT;
            float number = 0.5f * (Math.abs(shifted - Nearest.SHIFT) - Math.abs(shifted - top) + width);
            q[g] = number;
            float weighed = w[g] * number;
            sumQ[g] += weighed;
            sumQQ[g] += weighed * number;
            sumQX[g] += weighed * x[g];
        }
    }

    /** The scale and minimum with the least squares for the trial's numbers; none where they are all one. */
    private void fit() {
        for (int g = 0; g < groups.count; g++) {
            float d = sumW[g] * sumQQ[g] - sumQ[g] * sumQ[g];
            if (d > 0) {
                float s = (sumW[g] * sumQX[g] - sumX[g] * sumQ[g]) / d;
                float m = (sumQQ[g] * sumX[g] - sumQ[g] * sumQX[g]) / d;
                trialScale[g] = m > 0 ? sumQX[g] / sumQQ[g] : s;
                trialLow[g] = m > 0 ? 0 : m;
            } else {
                trialScale[g] = Float.NaN;
            }
        }
    }

    private void measure(boolean absolute) {
        Arrays.fill(error, 0);
        for (int i = 0; i < groups.size; i++) {
            if (absolute) {
                addAbsolute(groups.values[i], groups.weights[i], groups.numbers[i], trialScale, trialLow, error);
            } else {
                addSquares(groups.values[i], groups.weights[i], groups.numbers[i], trialScale, trialLow, error);
            }
        }
    }

    private static void addAbsolute(float[] x, float[] w, float[] q, float[] scale, float[] low, float[] error) {
        for (int g = 0; g < x.length; g++) {
            error[g] += w[g] * Math.abs(scale[g] * q[g] + low[g] - x[g]);
        }
    }

    private static void addSquares(float[] x, float[] w, float[] q, float[] scale, float[] low, float[] error) {
        for (int g = 0; g < x.length; g++) {
            float difference = scale[g] * q[g] + low[g] - x[g];
            error[g] += w[g] * (difference * difference);
        }
    }

    private void keep() {
        for (int g = 0; g < groups.count; g++) {
            if (error[g] < best[g]) { // false for the NaN of a trial without a fit
                best[g] = error[g];
                bestInverse[g] = inverse[g];
                bestLow[g] = low[g];
                scale[g] = trialScale[g];
                low[g] = trialLow[g];
            }
        }
    }

    /** The best trial's numbers of all groups. */
    void restoreAll() {
        for (int g = 0; g < groups.count; g++) {
            restore(g);
        }
    }

    /** The best trial's numbers of group {@code g}, in place of those the group has. */
    void restore(int g) {
        for (int i = 0; i < groups.size; i++) {
            groups.numbers[i][g] = Nearest.clamped(bestInverse[g] * (groups.values[i][g] - bestLow[g]), 0, top);
        }
    }
}
