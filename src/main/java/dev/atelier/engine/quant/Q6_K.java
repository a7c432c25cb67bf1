package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/**
 * 256 values in 16 groups of 16: lower four bits [128 bytes], upper two [64 bytes], scales int8 [16 bytes], d float16; x = d scale (q - 32). In each half of
 * 128, value i has its lower bits in byte i % 64 (low below 64, high above) and its upper in byte i % 32 at bit 2 (i / 32).
 */
final class Q6_K extends BlockByBlock implements BlockFormat {
    private static final int SIZE = 256;
    private static final int GROUP = 16;
    private static final int BYTES = 210;
    private static final int HALF = 32;
    /** Blocks whose largest scale is below are all zero. */
    private static final float NOTHING = 1e-15f;

    Q6_K() {
        super(SIZE, BYTES);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at + 208);
        for (int k = 0; k < SIZE; k++) {
            int half = k / 128;
            int i = k % 128;
            int low = (x[at + half * 64 + i % 64] >> (i / 64 * 4)) & 15;
            int high = (x[at + 128 + half * 32 + i % 32] >> (2 * (i / 32))) & 3;
            y[off + k] = d * x[at + 192 + k / 16] * ((high << 4 | low) - 32);
        }
    }

    @Override
    public void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        var groups = new Groups(GROUP, Groups.VALUES / GROUP);
        var search = new SymmetricSearch(groups, HALF);
        for (int done = 0; done < n; done += Groups.VALUES) {
            groups.load(from, off + done, Math.min(Groups.VALUES, n - done) / GROUP);
            if (importance == null) {
                groups.weighBySquares();
            } else {
                groups.weigh(importance, done);
            }
            search.run();
            write(groups, search, into, at + done / SIZE * BYTES);
        }
    }

    private static void write(Groups groups, SymmetricSearch search, byte[] into, int at) {
        var scale = new float[groups.lanes];
        for (int first = 0; first < groups.count; first += GROUP) {
            scales(search.scale, first, scale, into, at + first / GROUP * BYTES);
        }
        groups.number(scale, new float[groups.lanes], -HALF, HALF - 1);
        for (int g = 0; g < groups.count; g++) {
            if (scale[g] == 0) {
                search.restore(g);
            }
        }
        var numbers = new byte[SIZE];
        for (int first = 0; first < groups.count; first += GROUP) {
            groups.copyNumbers(first, GROUP, numbers);
            pack(numbers, into, at + first / GROUP * BYTES);
        }
    }

    /** Writes the scales and d of the block of the 16 groups from {@code first} on; {@code scale} becomes each group's as it is read back. */
    private static void scales(float[] wanted, int first, float[] scale, byte[] into, int at) {
        float furthest = 0;
        for (int g = first; g < first + GROUP; g++) {
            furthest = Math.abs(wanted[g]) > Math.abs(furthest) ? wanted[g] : furthest;
        }
        float inverse = Math.abs(furthest) < NOTHING ? 0 : -128 / furthest;
        float d = inverse == 0 ? 0 : 1 / inverse;
        Half.put(d, into, at + 208);
        for (int g = 0; g < GROUP; g++) {
            int number = Math.min(127, Nearest.of(inverse * wanted[first + g]));
            into[at + 192 + g] = (byte) number;
            scale[first + g] = Half.rounded(d) * number;
        }
    }

    private static void pack(byte[] numbers, byte[] into, int at) {
        for (int i = 0; i < SIZE / 2; i++) {
            int k = i / 64 * 128 + i % 64;
            into[at + i] = (byte) (numbers[k] & 15 | (numbers[k + 64] & 15) << 4);
        }
        for (int i = 0; i < SIZE / 4; i++) {
            int k = i / 32 * 128 + i % 32;
            into[at + 128 + i] = (byte) (numbers[k] >> 4 | numbers[k + 32] >> 4 << 2 | numbers[k + 64] >> 4 << 4 | numbers[k + 96] >> 4 << 6);
        }
    }
}
