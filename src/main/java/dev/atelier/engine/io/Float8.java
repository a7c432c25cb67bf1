package dev.atelier.engine.io;

/**
 * The two floats of one byte (arXiv 2209.05433; OCP 8-bit floating point specification, revision 1.0). E4M3: sign, 4 bits of exponent with bias 7, 3 of
 * fraction; no infinities, all ones is NaN, the largest is 448. E5M2: the upper byte of an IEEE half, infinities and NaNs included.
 */
final class Float8 {
    private static final float[] E4M3 = table();

    private Float8() {}

    static float e4m3ToFloat(byte bits) {
        return E4M3[bits & 0xff];
    }

    static float e5m2ToFloat(byte bits) {
        return Float.float16ToFloat((short) (bits << 8));
    }

    private static float[] table() {
        var table = new float[256];
        for (int bits = 0; bits < 256; bits++) {
            int exponent = bits >> 3 & 15;
            int fraction = bits & 7;
            // subnormals are steps of 2^-9, the others (8 + fraction) steps of 2^(exponent - 10)
            float magnitude = exponent == 0 ? Math.scalb((float) fraction, -9) : Math.scalb((float) (8 + fraction), exponent - 10);
            table[bits] = (bits & 0x7f) == 0x7f ? Float.NaN : bits < 128 ? magnitude : -magnitude;
        }
        return table;
    }
}
