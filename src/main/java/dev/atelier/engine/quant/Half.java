package dev.atelier.engine.quant;

/** float16 scales inside blocks, little-endian. */
final class Half {
    private Half() {}

    static void put(float value, byte[] into, int at) {
        short bits = Float.floatToFloat16(value);
        into[at] = (byte) bits;
        into[at + 1] = (byte) (bits >> 8);
    }

    /** The float16 nearest to {@code value}. */
    static float rounded(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    static float get(byte[] from, int at) {
        return Float.float16ToFloat((short) ((from[at] & 0xff) | (from[at + 1] << 8)));
    }
}
