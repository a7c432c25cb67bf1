package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/** 32 values: d float16 [2 bytes], q int8 [32 bytes]; x = d q, d = max|x| / 127. As ggml's quantize_row_q8_0_ref. */
final class Q8_0 implements BlockFormat {
    private static final int SIZE = 32;
    private static final int BYTES = 34;

    /** The largest float below 1/2: adding it and cutting rounds halves away from zero, as C's roundf does. */
    private static final float ALMOST_HALF = Math.nextDown(0.5f);

    @Override
    public void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        for (int block = 0; block < n / SIZE; block++) {
            int x = off + block * SIZE;
            int y = at + block * BYTES;
            float max = 0;
            for (int j = 0; j < SIZE; j++) {
                max = Math.max(max, Math.abs(from[x + j]));
            }
            float d = max / 127;
            float inverse = d != 0 ? 1 / d : 0;
            Half.put(d, into, y);
            for (int j = 0; j < SIZE; j++) {
                float v = from[x + j] * inverse;
                into[y + 2 + j] = (byte) (int) (v + Math.copySign(ALMOST_HALF, v));
            }
        }
    }

    @Override
    public void dequantize(byte[] from, int at, float[] into, int off, int n) {
        for (int block = 0; block < n / SIZE; block++) {
            int x = at + block * BYTES;
            int y = off + block * SIZE;
            float d = Half.get(from, x);
            for (int j = 0; j < SIZE; j++) {
                into[y + j] = from[x + 2 + j] * d;
            }
        }
    }
}
