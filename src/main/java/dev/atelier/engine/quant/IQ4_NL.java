package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/** 32 values: d float16, q 4 bits each [16 bytes, value j low and value j + 16 high]; x = d table[q], a table that is denser around zero. */
final class IQ4_NL extends BlockByBlock implements BlockFormat {
    private static final byte[] TABLE = TableSearch.TABLE;
    private static final int SIZE = 32;
    private static final int BYTES = 18;
    private static final int HALF = 16;

    IQ4_NL() {
        super(SIZE, BYTES);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        group(x, at + 2, Half.get(x, at), y, off);
    }

    /** 32 values whose q are at {@code x[at]}, scaled by {@code d}. */
    static void group(byte[] x, int at, float d, float[] y, int off) {
        for (int j = 0; j < HALF; j++) {
            y[off + j] = d * TABLE[x[at + j] & 15];
            y[off + HALF + j] = d * TABLE[(x[at + j] >> 4) & 15];
        }
    }

    @Override
    public void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        var weights = new float[SIZE];
        var numbers = new byte[SIZE];
        for (int done = 0; done < n; done += SIZE) {
            int block = at + done / SIZE * BYTES;
            TableSearch.weigh(from, off + done, SIZE, importance, done, importance == null ? 0 : Spread.squares(from, off + done, SIZE) * 2 / SIZE, weights);
            float d = TableSearch.scale(from, off + done, weights, SIZE);
            Half.put(d, into, block);
            number(from, off + done, d == 0 ? 0 : 1 / d, numbers);
            FourBits.put(numbers, into, block + 2);
        }
    }

    /** The numbers of the 32 values from {@code x[off]} on. */
    static void number(float[] x, int off, float inverse, byte[] numbers) {
        for (int j = 0; j < SIZE; j++) {
            numbers[j] = (byte) TableSearch.number(2 * inverse * x[off + j]);
        }
    }
}
