package dev.atelier.engine.quant;

import java.util.Arrays;

/**
 * The scale with the least weighted squared error in x = scale q for x from 0 up, q from 0 to {@code top}: nine trial scales, then single numbers are changed while that helps. The search
 * of ggml's make_qp_quants, for the scales of a block whose columns have an importance.
 */
final class PositiveSearch {
    private static final int TRIALS = 4;
    private static final int ROUNDS = 5;
    private static final float NOTHING = 1e-15f;

    private final float[] x;
    private final float[] w;
    private final int off;
    private final byte[] q;
    private final int top;
    private float sumQX;
    private float sumQQ;

    private PositiveSearch(float[] x, float[] w, int off, byte[] q, int top) {
        this.x = x;
        this.w = w;
        this.off = off;
        this.q = q;
        this.top = top;
    }

    /** The scale for {@code q.length} values from {@code x[off]} on, whose numbers go to {@code q}. */
    static float scale(float[] x, float[] w, int off, byte[] q, int top) {
        return new PositiveSearch(x, w, off, q, top).run();
    }

    private float run() {
        float max = 0;
        for (int i = 0; i < q.length; i++) {
            max = Math.max(max, x[off + i]);
        }
        if (max < NOTHING) {
            Arrays.fill(q, (byte) 0);
            return 0;
        }
        float inverse = inverse(max);
        for (int i = 0; i < q.length; i++) {
            int number = Math.min(top, Nearest.of(inverse * x[off + i]));
            q[i] = (byte) number;
            sumQX += w[off + i] * x[off + i] * number;
            sumQQ += w[off + i] * number * number;
        }
        int round = 0;
        while (round < ROUNDS && improve()) {
            round++;
        }
        return sumQQ > 0 ? sumQX / sumQQ : 0;
    }

    private float inverse(float max) {
        float chosen = top / max;
        float least = error(chosen, Integer.MAX_VALUE);
        for (int trial = -TRIALS; trial <= TRIALS; trial++) {
            if (trial != 0) {
                float inverse = (0.1f * trial + top) / max;
                float error = error(inverse, top);
                if (error < least) {
                    least = error;
                    chosen = inverse;
                }
            }
        }
        return chosen;
    }

    private float error(float inverse, int limit) {
        float scale = 1 / inverse;
        float error = 0;
        for (int i = 0; i < q.length; i++) {
            float difference = x[off + i] - scale * Math.min(limit, Nearest.of(inverse * x[off + i]));
            error += w[off + i] * difference * difference;
        }
        return error;
    }

    private boolean improve() {
        boolean changed = false;
        for (int i = 0; i < q.length; i++) {
            float weight = w[off + i];
            float value = x[off + i];
            float restQX = sumQX - weight * value * q[i];
            float restQQ = sumQQ - weight * q[i] * q[i];
            if (restQX > 0 && restQQ > 0) {
                int number = Math.min(top, Nearest.of(value * restQQ / restQX));
                restQX += weight * value * number;
                restQQ += weight * number * number;
                if (number != q[i] && restQX * restQX * sumQQ > sumQX * sumQX * restQQ) {
                    q[i] = (byte) number;
                    sumQX = restQX;
                    sumQQ = restQQ;
                    changed = true;
                }
            }
        }
        return changed;
    }
}
