package dev.atelier.engine.quant;

/** Eight scales and eight minima of six bits in twelve bytes, as Q4_K and Q5_K have them. */
final class SixBits {
    /** The largest. */
    static final int TOP = 63;

    private SixBits() {}

    static int scale(byte[] x, int at, int j) {
        return j < 4 ? x[at + j] & 63 : (x[at + j + 4] & 15) | (x[at + j - 4] & 0xc0) >> 2;
    }

    static int minimum(byte[] x, int at, int j) {
        return j < 4 ? x[at + j + 4] & 63 : ((x[at + j + 4] >> 4) & 15) | (x[at + j] & 0xc0) >> 2;
    }

    static void put(byte[] scales, byte[] minima, byte[] into, int at) {
        for (int j = 0; j < 4; j++) {
            into[at + j] = (byte) (scales[j] | scales[j + 4] >> 4 << 6);
            into[at + j + 4] = (byte) (minima[j] | minima[j + 4] >> 4 << 6);
            into[at + j + 8] = (byte) (scales[j + 4] & 15 | (minima[j + 4] & 15) << 4);
        }
    }
}
