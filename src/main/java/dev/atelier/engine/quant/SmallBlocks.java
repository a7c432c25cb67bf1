package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/** Blocks of 32 values with one scale, and a minimum where they are affine: x = d (q - half) or x = d q + m, q from 0 to {@code top}. As ggml's quantize_row_q4_0_ref and its kin. */
abstract class SmallBlocks extends BlockByBlock implements BlockFormat {
    static final int SIZE = 32;
    static final int HALF = SIZE / 2;

    private final int bytes;
    private final int top;
    private final boolean affine;

    SmallBlocks(int bytes, int top, boolean affine) {
        super(SIZE, bytes);
        this.bytes = bytes;
        this.top = top;
        this.affine = affine;
    }

    /** One block from its 32 numbers; {@code m} is of no meaning where it is not affine. */
    abstract void pack(byte[] numbers, float d, float m, byte[] into, int at);

    @Override
    public final void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        if (importance != null) {
            weighed(from, off, n, into, at, importance);
            return;
        }
        var numbers = new byte[SIZE];
        for (int block = 0; block < n / SIZE; block++) {
            if (affine) {
                affine(from, off + block * SIZE, numbers, into, at + block * bytes);
            } else {
                symmetric(from, off + block * SIZE, numbers, into, at + block * bytes);
            }
        }
    }

    private void symmetric(float[] from, int x, byte[] numbers, byte[] into, int at) {
        int half = (top + 1) / 2;
        float d = furthest(from, x) / -half;
        float inverse = d != 0 ? 1 / d : 0;
        for (int j = 0; j < SIZE; j++) {
            numbers[j] = (byte) Math.min(top, (int) (from[x + j] * inverse + (half + 0.5f)));
        }
        pack(numbers, d, 0, into, at);
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

    private void affine(float[] from, int x, byte[] numbers, byte[] into, int at) {
        float low = from[x];
        float high = from[x];
        for (int j = 1; j < SIZE; j++) {
            low = Math.min(low, from[x + j]);
            high = Math.max(high, from[x + j]);
        }
        float d = (high - low) / top;
        float inverse = d != 0 ? 1 / d : 0;
        for (int j = 0; j < SIZE; j++) {
            numbers[j] = (byte) Math.min(top, (int) ((from[x + j] - low) * inverse + 0.5f));
        }
        pack(numbers, d, low, into, at);
    }

    private void weighed(float[] from, int off, int n, byte[] into, int at, float[] importance) {
        int columns = importance.length;
        var rows = new float[n / columns];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Spread.squares(from, off + row * columns, columns) / columns;
        }
        var groups = new Groups(SIZE, Groups.VALUES / SIZE);
        var spread = new float[groups.lanes];
        for (int done = 0; done < n; done += Groups.VALUES) {
            groups.load(from, off + done, Math.min(Groups.VALUES, n - done) / SIZE);
            for (int g = 0; g < groups.count; g++) {
                spread[g] = rows[(done + g * SIZE) / columns];
            }
            groups.weigh(importance, done, spread);
            weighed(groups, into, at + done / SIZE * bytes);
        }
    }

    private void weighed(Groups groups, byte[] into, int at) {
        float[] scale;
        float[] minimum = new float[groups.lanes];
        if (affine) {
            var search = new AffineSearch(groups, top);
            search.run(AffineSearch.Trials.WEIGHED);
            scale = search.scale;
            minimum = search.minimum;
            search.restoreAll();
        } else {
            var search = new SymmetricSearch(groups, (top + 1) / 2);
            search.run();
            scale = search.scale;
            search.restoreAll();
        }
        var numbers = new byte[SIZE];
        for (int g = 0; g < groups.count; g++) {
            groups.copyNumbers(g, 1, numbers);
            pack(numbers, scale[g], -minimum[g], into, at + g * bytes);
        }
    }
}
