package dev.atelier.engine.train;

/** Independent seeds from one: SplitMix64's finalizer (Steele, Lea, Flood 2014). */
final class Seeds {
    private Seeds() {}

    static long mix(long seed, long... path) {
        long z = seed;
        for (long p : path) {
            z = finish(z + 0x9E3779B97F4A7C15L * (p + 1));
        }
        return z;
    }

    private static long finish(long x) {
        long z = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
