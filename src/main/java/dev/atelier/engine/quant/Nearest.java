package dev.atelier.engine.quant;

/**
 * The nearest whole number, ties to even, as ggml rounds: adding 1.5 x 2^23 leaves no bits for fractions. Exact below 2^22. The searches write it out, so that their loops stay loops over
 * vectors; clamping is done with absolute values for the same reason, (|v - low| - |v - high| + low + high) / 2, exact for whole numbers.
 */
final class Nearest {
    static final float SHIFT = 0x1.8p23f;

    private Nearest() {}

    static int of(float value) {
        return (int) (value + SHIFT - SHIFT);
    }

    static int clamped(float value, int low, int high) {
        return Math.clamp(of(value), low, high);
    }
}
