package dev.atelier.engine.quant;

/** 32 numbers of four bits in 16 bytes: number j low and number j + 16 high. */
final class FourBits {
    private static final int HALF = 16;

    private FourBits() {}

    /** The lower four bits of 32 numbers. */
    static void put(byte[] numbers, byte[] into, int at) {
        for (int j = 0; j < HALF; j++) {
            into[at + j] = (byte) (numbers[j] & 15 | numbers[j + HALF] << 4);
        }
    }
}
