package dev.atelier.engine.quant;

/** 32 numbers of five bits: the fifth bits [4 bytes, bit j of number j], the lower four [16 bytes, number j low and number j + 16 high]. */
final class FiveBits {
    private FiveBits() {}

    /** Number {@code j} of those at {@code x[at]}, 0 to 31. */
    static int get(byte[] x, int at, int j) {
        int fifth = (x[at + j / 8] >> (j % 8)) & 1;
        int four = (x[at + 4 + j % 16] >> (j < 16 ? 0 : 4)) & 15;
        return fifth << 4 | four;
    }

    static void put(byte[] numbers, byte[] into, int at) {
        int fifths = 0;
        for (int j = 0; j < 32; j++) {
            fifths |= numbers[j] >> 4 << j;
        }
        for (int k = 0; k < 4; k++) {
            into[at + k] = (byte) (fifths >> 8 * k);
        }
        FourBits.put(numbers, into, at + 4);
    }
}
