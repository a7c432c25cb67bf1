package dev.atelier.engine.quant;

import java.util.Arrays;

/**
 * For groups of 16 values the scale with the least squared error in x = scale (q - 4), q from 0 to 7, each value weighed by its own square: single numbers are changed while that helps,
 * five rounds at most. The search of ggml's make_q3_quants.
 */
final class CoordinateSearch {
    private static final int GROUP = 16;
    private static final int HALF = 4;
    private static final int ROUNDS = 5;
    private static final float NOTHING = 1e-15f;

    private final Groups groups;
    final float[] scale;
    private final byte[] numbers;
    private final float[] x = new float[GROUP];
    private final int[] q = new int[GROUP];
    private float sumQX;
    private float sumQQ;

    CoordinateSearch(Groups groups) {
        this.groups = groups;
        this.scale = new float[groups.lanes];
        this.numbers = new byte[groups.lanes * GROUP];
    }

    /** Sets {@link #scale}. */
    void run() {
        for (int g = 0; g < groups.count; g++) {
            for (int i = 0; i < GROUP; i++) {
                x[i] = groups.values[i][g];
            }
            scale[g] = search();
            for (int i = 0; i < GROUP; i++) {
                numbers[g * GROUP + i] = (byte) q[i];
            }
        }
    }

    private float search() {
        float furthest = 0;
        for (float v : x) {
            furthest = Math.abs(v) > Math.abs(furthest) ? v : furthest;
        }
        if (Math.abs(furthest) < NOTHING) {
            Arrays.fill(q, 0);
            return 0;
        }
        start(-HALF / furthest);
        int round = 0;
        while (round < ROUNDS && improve()) {
            round++;
        }
        for (int i = 0; i < GROUP; i++) {
            q[i] += HALF;
        }
        return sumQQ > 0 ? sumQX / sumQQ : 0;
    }

    private void start(float inverse) {
        sumQX = 0;
        sumQQ = 0;
        for (int i = 0; i < GROUP; i++) {
            q[i] = Nearest.clamped(inverse * x[i], -HALF, HALF - 1);
            float w = x[i] * x[i];
            sumQX += w * x[i] * q[i];
            sumQQ += w * q[i] * q[i];
        }
    }

    private boolean improve() {
        boolean changed = false;
        for (int i = 0; i < GROUP; i++) {
            float w = x[i] * x[i];
            float restQX = sumQX - w * x[i] * q[i];
            if (restQX > 0) {
                float restQQ = sumQQ - w * q[i] * q[i];
                int number = Nearest.clamped(x[i] * restQQ / restQX, -HALF, HALF - 1);
                if (number != q[i]) {
                    restQX += w * x[i] * number;
                    restQQ += w * number * number;
                    if (restQQ > 0 && restQX * restQX * sumQQ > sumQX * sumQX * restQQ) {
                        q[i] = number;
                        sumQX = restQX;
                        sumQQ = restQQ;
                        changed = true;
                    }
                }
            }
        }
        return changed;
    }

    /** The numbers found for group {@code g}, 0 where it has nothing but zeros. */
    void restore(int g) {
        for (int i = 0; i < GROUP; i++) {
            groups.numbers[i][g] = numbers[g * GROUP + i];
        }
    }
}
