package dev.atelier.engine.quant;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * 256 values in 16 groups of 16: third bits [32 bytes], lower two [64 bytes, {@link TwoBits}], scales 6 bits each [12 bytes], d float16;
 * x = d (scale - 32) (q - 4).
 */
final class Q3_K extends BlockByBlock implements BlockFormat {
    private static final int SIZE = 256;
    private static final int GROUP = 16;
    private static final int BYTES = 110;
    private static final int HALF = 4;
    private static final int HALF_SCALE = 32;
    private static final int LOW = 32;
    private static final int SCALES = 96;

    Q3_K() {
        super(SIZE, BYTES);
    }

    @Override
    void block(byte[] x, int at, float[] y, int off) {
        float d = Half.get(x, at + 108);
        for (int i = 0; i < SIZE; i++) {
            int low = TwoBits.get(x, at + LOW, i);
            int third = (x[at + i % 32] >> (i / 32)) & 1;
            y[off + i] = d * (scale(x, at + SCALES, i / 16) - 32) * ((third << 2 | low) - 4);
        }
    }

    /** Lower four bits in the first eight bytes, scale j low and scale j + 8 high; upper two in the last four, scale j in byte j % 4 at bit 2 (j / 4). */
    private static int scale(byte[] x, int at, int j) {
        int low = (x[at + j % 8] >> (j < 8 ? 0 : 4)) & 15;
        int high = (x[at + 8 + j % 4] >> (2 * (j / 4))) & 3;
        return high << 4 | low;
    }

    private static void putScale(int scale, int j, byte[] into, int at) {
        into[at + j % 8] |= (byte) ((scale & 15) << (j < 8 ? 0 : 4));
        into[at + 8 + j % 4] |= (byte) (scale >> 4 << 2 * (j / 4));
    }

    @Override
    public void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        var groups = new Groups(GROUP, Groups.VALUES / GROUP);
        var plain = new CoordinateSearch(groups);
        var weighed = new SymmetricSearch(groups, HALF);
        for (int done = 0; done < n; done += Groups.VALUES) {
            int blocks = Math.min(Groups.VALUES, n - done) / SIZE;
            int block = at + done / SIZE * BYTES;
            Arrays.fill(into, block, block + blocks * BYTES, (byte) 0);
            groups.load(from, off + done, blocks * GROUP);
            if (importance == null) {
                plain.run();
                number(groups, plainScales(plain.scale, blocks, into, block), plain::restore);
            } else {
                groups.weigh(importance, done, Spread.of(from, off + done, blocks, SIZE, squares -> 2 * squares / SIZE, groups));
                weighed.run();
                number(groups, weighedScales(weighed.scale, groups.totals(), blocks, into, block), weighed::restore);
            }
            pack(groups, blocks, into, block);
        }
    }

    /** Writes scales and d of all blocks, the furthest scale at the end of the range; each group's scale as it is read back. */
    private static float[] plainScales(float[] wanted, int blocks, byte[] into, int at) {
        var scale = new float[wanted.length];
        for (int block = 0; block < blocks; block++) {
            int first = block * GROUP;
            float furthest = 0;
            for (int g = first; g < first + GROUP; g++) {
                furthest = Math.abs(wanted[g]) > Math.abs(furthest) ? wanted[g] : furthest;
            }
            float inverse = furthest == 0 ? 0 : -HALF_SCALE / furthest;
            float d = furthest == 0 ? 0 : 1 / inverse;
            Half.put(d, into, at + block * BYTES + 108);
            for (int g = 0; g < GROUP && furthest != 0; g++) {
                int number = Nearest.clamped(inverse * wanted[first + g], -HALF_SCALE, HALF_SCALE - 1);
                putScale(number + HALF_SCALE, g, into, at + block * BYTES + SCALES);
                scale[first + g] = Half.rounded(d) * number;
            }
        }
        return scale;
    }

    /** The same with the scale of the scales searched for, each weighed by its group's total. */
    private static float[] weighedScales(float[] wanted, float[] totals, int blocks, byte[] into, int at) {
        var groups = new Groups(GROUP, Groups.VALUES / SIZE);
        groups.load(wanted, 0, blocks);
        groups.weigh(totals, 0);
        var search = new SymmetricSearch(groups, HALF_SCALE);
        search.run();
        search.restoreAll();
        var scale = new float[wanted.length];
        for (int block = 0; block < blocks; block++) {
            Half.put(search.scale[block], into, at + block * BYTES + 108);
            for (int g = 0; g < GROUP; g++) {
                int number = (int) groups.numbers[g][block];
                putScale(number, g, into, at + block * BYTES + SCALES);
                scale[block * GROUP + g] = Half.rounded(search.scale[block]) * (number - HALF_SCALE);
            }
        }
        return scale;
    }

    private static void number(Groups groups, float[] scale, IntConsumer restore) {
        groups.number(scale, new float[groups.lanes], -HALF, HALF - 1);
        for (int g = 0; g < groups.count; g++) {
            if (scale[g] == 0) {
                restore.accept(g);
            }
        }
    }

    private static void pack(Groups groups, int blocks, byte[] into, int at) {
        var numbers = new byte[SIZE];
        for (int block = 0; block < blocks; block++) {
            groups.copyNumbers(block * GROUP, GROUP, numbers);
            for (int i = 0; i < SIZE; i++) {
                into[at + block * BYTES + i % 32] |= (byte) (numbers[i] >> 2 << i / 32);
            }
            TwoBits.put(numbers, into, at + block * BYTES + LOW);
        }
    }
}
