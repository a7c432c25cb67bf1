package dev.atelier.engine.quant;

/**
 * 32 values: d float16 [2 bytes], q 4 bits each [16 bytes, value j low and value j + 16 high]; x = d (q - 8), d = m / -8 for the x = m of largest
 * magnitude. As ggml's quantize_row_q4_0_ref.
 */
final class Q4_0 implements BlockFormat {
    private static final int SIZE = 32;
    private static final int HALF = SIZE / 2;
    private static final int BYTES = 18;

    @Override
    public void quantize(float[] from, int off, int n, byte[] into, int at) {
        for (int block = 0; block < n / SIZE; block++) {
            int x = off + block * SIZE;
            int y = at + block * BYTES;
            float d = furthest(from, x) / -8;
            float inverse = d != 0 ? 1 / d : 0;
            Half.put(d, into, y);
            for (int j = 0; j < HALF; j++) {
                int low = Math.min(15, (int) (from[x + j] * inverse + 8.5f));
                int high = Math.min(15, (int) (from[x + HALF + j] * inverse + 8.5f));
                into[y + 2 + j] = (byte) (low | (high << 4));
            }
        }
    }

    /** The first of the values with the largest magnitude, with its sign. */
    private static float furthest(float[] from, int x) {
        float magnitude = 0;
        float furthest = 0;
        for (int j = 0; j < SIZE; j++) {
            float v = from[x + j];
            if (magnitude < Math.abs(v)) {
                magnitude = Math.abs(v);
                furthest = v;
            }
        }
        return furthest;
    }

    @Override
    public void dequantize(byte[] from, int at, float[] into, int off, int n) {
        for (int block = 0; block < n / SIZE; block++) {
            int x = at + block * BYTES;
            int y = off + block * SIZE;
            float d = Half.get(from, x);
            for (int j = 0; j < HALF; j++) {
                into[y + j] = ((from[x + 2 + j] & 15) - 8) * d;
                into[y + HALF + j] = (((from[x + 2 + j] >> 4) & 15) - 8) * d;
            }
        }
    }
}
