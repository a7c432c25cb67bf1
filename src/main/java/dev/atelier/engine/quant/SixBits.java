package dev.atelier.engine.quant;

/** Eight scales and eight minima of six bits in twelve bytes, as Q4_K and Q5_K have them. */
final class SixBits {
    private SixBits() {}

    static int scale(byte[] x, int at, int j) {
        return j < 4 ? x[at + j] & 63 : (x[at + j + 4] & 15) | (x[at + j - 4] & 0xc0) >> 2;
    }

    static int minimum(byte[] x, int at, int j) {
        return j < 4 ? x[at + j + 4] & 63 : ((x[at + j + 4] >> 4) & 15) | (x[at + j] & 0xc0) >> 2;
    }
}
