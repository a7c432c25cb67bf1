package dev.atelier.engine.data;

import java.util.Random;

/** Permutations that depend on the seed alone: java.util.Random's sequence is part of its specification. */
public final class Shuffle {
    private Shuffle() {}

    /** A seed for one purpose, so that different uses of the user's seed are independent. */
    static long seed(long seed, String purpose) {
        var mixed = seed * 0x9E3779B97F4A7C15L + purpose.hashCode();
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** 0 .. n-1 in random order (Fisher-Yates). */
    public static int[] order(int n, long seed) {
        var order = new int[n];
        for (var i = 0; i < n; i++) {
            order[i] = i;
        }
        var random = new Random(seed);
        for (var i = n - 1; i > 0; i--) {
            var j = random.nextInt(i + 1);
            var swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
