package dev.atelier.starter;

import java.util.ArrayList;
import java.util.List;

/** Seeded draws that are the same on every machine and every JDK: SplitMix64 (Steele, Lea, Flood 2014). */
final class Dice {
    private long state;

    Dice(long seed) {
        state = seed;
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        var z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in 0 .. n-1. */
    int below(int n) {
        return (int) Math.floorMod(next() >>> 1, (long) n);
    }

    /** Uniform in low .. high, both included. */
    int between(int low, int high) {
        return low + below(high - low + 1);
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    @SafeVarargs
    final <T> T of(T... items) {
        return items[below(items.length)];
    }

    <T> T of(List<T> items) {
        return items.get(below(items.size()));
    }

    /** {@code n} different items, in random order. */
    <T> List<T> some(List<T> items, int n) {
        var left = new ArrayList<>(items);
        var taken = new ArrayList<T>(n);
        while (taken.size() < n && !left.isEmpty()) {
            var at = below(left.size());
            taken.add(left.get(at));
            left.set(at, left.getLast());
            left.removeLast();
        }
        return taken;
    }

    /** The same items in random order. */
    <T> List<T> shuffled(List<T> items) {
        return some(items, items.size());
    }
}
