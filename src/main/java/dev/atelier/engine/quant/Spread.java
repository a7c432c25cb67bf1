package dev.atelier.engine.quant;

import java.util.Arrays;

/** How far the values around a group spread: what is added to each square before an importance is weighed with its root. */
final class Spread {
    private Spread() {}

    /** Turns a sum of squares into a spread. */
    @FunctionalInterface
    interface Rule {
        float of(float squares);
    }

    /** For each group of {@code groups} that of the stretch of {@code size} values it lies in; there are {@code n} of them from {@code from[off]} on. */
    static float[] of(float[] from, int off, int n, int size, Rule rule, Groups groups) {
        var spread = new float[groups.lanes];
        int per = size / groups.size;
        for (int k = 0; k < n; k++) {
            float value = rule.of(squares(from, off + k * size, size));
            Arrays.fill(spread, k * per, (k + 1) * per, value);
        }
        return spread;
    }

    static float squares(float[] from, int off, int n) {
        float sum = 0;
        for (int i = off; i < off + n; i++) {
            sum += from[i] * from[i];
        }
        return sum;
    }
}
