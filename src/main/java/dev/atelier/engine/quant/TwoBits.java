package dev.atelier.engine.quant;

/** The lower two bits of 256 numbers in 64 bytes: of each 32 bytes, bits 2 s and 2 s + 1 are 32 numbers on end. */
final class TwoBits {
    private static final int RUN = 32;

    private TwoBits() {}

    static int get(byte[] x, int at, int i) {
        return (x[at + i / 128 * RUN + i % RUN] >> (i % 128 / RUN * 2)) & 3;
    }

    static void put(byte[] numbers, byte[] into, int at) {
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < RUN; i++) {
                int k = half * 4 * RUN + i;
                into[at + half * RUN + i] = (byte) (numbers[k] & 3 | (numbers[k + RUN] & 3) << 2 | (numbers[k + 2 * RUN] & 3) << 4 | (numbers[k + 3 * RUN] & 3) << 6);
            }
        }
    }
}
