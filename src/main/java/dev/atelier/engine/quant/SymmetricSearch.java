package dev.atelier.engine.quant;

import java.util.Arrays;

/**
 * For each group the scale with the least weighted squared error in x = scale (q - half), q from 0 to 2 half - 1: numbers for 19 trial scales around the one that takes the furthest value
 * to the end of the range. The search of ggml's make_qx_quants.
 */
final class SymmetricSearch {
    private static final int TRIALS = 9;
    /** Groups whose largest magnitude is below are all zero. */
    private static final float NOTHING = 1e-15f;

    private final Groups groups;
    private final int half;
    final float[] scale;

    private final float[] furthest;
    private final float[] inverse;
    private final float[] sumQX;
    private final float[] sumQQ;
    private final float[] best;
    private final float[] bestInverse;

    SymmetricSearch(Groups groups, int half) {
        this.groups = groups;
        this.half = half;
        scale = new float[groups.lanes];
        furthest = new float[groups.lanes];
        inverse = new float[groups.lanes];
        sumQX = new float[groups.lanes];
        sumQQ = new float[groups.lanes];
        best = new float[groups.lanes];
        bestInverse = new float[groups.lanes];
    }

    /** Sets {@link #scale}, 0 where all values of a group are. */
    void run() {
        findFurthest();
        sum(0);
        for (int g = 0; g < groups.count; g++) {
            scale[g] = sumQQ[g] == 0 ? 0 : sumQX[g] / sumQQ[g];
            best[g] = scale[g] * sumQX[g];
            bestInverse[g] = inverse[g];
        }
        for (int trial = -TRIALS; trial <= TRIALS; trial++) {
            if (trial != 0) {
                sum(trial);
                keep();
            }
        }
        for (int g = 0; g < groups.count; g++) {
            if (Math.abs(furthest[g]) < NOTHING) {
                scale[g] = 0;
            }
        }
    }

    private void findFurthest() {
        Arrays.fill(furthest, 0);
        for (var row : groups.values) {
            for (int g = 0; g < groups.count; g++) {
                furthest[g] = Math.abs(row[g]) > Math.abs(furthest[g]) ? row[g] : furthest[g];
            }
        }
    }

    private void sum(int trial) {
        float end = -(half + 0.1f * trial);
        for (int g = 0; g < inverse.length; g++) {
            inverse[g] = end / furthest[g];
        }
        Arrays.fill(sumQX, 0);
        Arrays.fill(sumQQ, 0);
        for (int i = 0; i < groups.size; i++) {
            sum(groups.values[i], groups.weights[i], inverse, sumQX, sumQQ, half);
        }
    }

    private static void sum(float[] x, float[] w, float[] inverse, float[] sumQX, float[] sumQQ, int half) {
        float bottom = Nearest.SHIFT - half;
        float top = Nearest.SHIFT + half - 1;
        for (int g = 0; g < x.length; g++) {
            float shifted = inverse[g] * x[g] + Nearest.SHIFT;
            float number = 0.5f * (Math.abs(shifted - bottom) - Math.abs(shifted - top) - 1);
            sumQX[g] += w[g] * x[g] * number;
            sumQQ[g] += w[g] * number * number;
        }
    }

    private void keep() {
        for (int g = 0; g < groups.count; g++) {
            if (sumQQ[g] > 0 && sumQX[g] * sumQX[g] > best[g] * sumQQ[g]) {
                scale[g] = sumQX[g] / sumQQ[g];
                best[g] = scale[g] * sumQX[g];
                bestInverse[g] = inverse[g];
            }
        }
    }

    /** The best trial's numbers of all groups. */
    void restoreAll() {
        for (int g = 0; g < groups.count; g++) {
            restore(g);
        }
    }

    /** The best trial's numbers of group {@code g}, 0 where it has nothing but zeros. */
    void restore(int g) {
        boolean nothing = Math.abs(furthest[g]) < NOTHING;
        for (int i = 0; i < groups.size; i++) {
            groups.numbers[i][g] = nothing ? 0 : half + Nearest.clamped(bestInverse[g] * groups.values[i][g], -half, half - 1);
        }
    }
}
