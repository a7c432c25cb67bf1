package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/** Blocks of 256 values in groups, each group with a scale and a minimum, which are whole numbers times one d and one m of the block: x = d scale q - m minimum. */
abstract class AffineBlocks extends BlockByBlock implements BlockFormat {
    static final int SIZE = 256;

    private final int group;
    private final int bytes;
    private final int top;
    private final int topScale;
    private final AffineSearch.Trials trials;

    /** Groups of {@code group} values with q up to {@code top} and scales and minima up to {@code topScale}. */
    AffineBlocks(int group, int bytes, int top, int topScale, AffineSearch.Trials trials) {
        super(SIZE, bytes);
        this.group = group;
        this.bytes = bytes;
        this.top = top;
        this.topScale = topScale;
        this.trials = trials;
    }

    /** The weights of the values of {@code groups} where no column has an importance. */
    abstract void weigh(Groups groups);

    /** How far values whose squares sum to {@code squares} over a block spread, for columns with an importance. */
    abstract float spread(float squares);

    /** One block from its 256 numbers and its groups' scales and minima. */
    abstract void pack(byte[] numbers, byte[] scales, byte[] minima, float d, float m, byte[] into, int at);

    @Override
    public final void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance) {
        var batch = new Batch();
        for (int done = 0; done < n; done += Groups.VALUES) {
            int blocks = Math.min(Groups.VALUES, n - done) / SIZE;
            batch.run(from, off + done, blocks, into, at + done / SIZE * bytes, importance, done);
        }
    }

    /** The scratch of one call. */
    private final class Batch {
        private final int perBlock = SIZE / group;
        private final Groups groups = new Groups(group, Groups.VALUES / group);
        private final AffineSearch search = new AffineSearch(groups, top);
        private final byte[][] scales = new byte[Groups.VALUES / SIZE][perBlock];
        private final byte[][] minima = new byte[Groups.VALUES / SIZE][perBlock];
        private final float[] d = new float[Groups.VALUES / SIZE];
        private final float[] m = new float[Groups.VALUES / SIZE];
        private final float[] scale = new float[groups.lanes];
        private final float[] minimum = new float[groups.lanes];
        private final byte[] numbers = new byte[SIZE];

        void run(float[] from, int off, int blocks, byte[] into, int at, float @Nullable [] importance, int column) {
            groups.load(from, off, blocks * perBlock);
            if (importance == null) {
                weigh(groups);
                search.run(trials);
            } else {
                groups.weigh(importance, column, Spread.of(from, off, blocks, SIZE, AffineBlocks.this::spread, groups));
                search.run(AffineSearch.Trials.WEIGHED);
            }
            scales(blocks, importance == null ? null : groups.totals());
            groups.number(scale, minimum, 0, top);
            for (int g = 0; g < groups.count; g++) {
                if (scale[g] == 0) {
                    search.restore(g);
                }
            }
            for (int block = 0; block < blocks; block++) {
                groups.copyNumbers(block * perBlock, perBlock, numbers);
                pack(numbers, scales[block], minima[block], d[block], m[block], into, at + block * bytes);
            }
        }

        private void scales(int blocks, float @Nullable [] weights) {
            for (int block = 0; block < blocks; block++) {
                int first = block * perBlock;
                d[block] = scales(search.scale, weights, first, scales[block]);
                m[block] = scales(search.minimum, weights, first, minima[block]);
                float stored = Half.rounded(d[block]);
                float storedMinimum = Half.rounded(m[block]);
                for (int g = 0; g < perBlock; g++) {
                    scale[first + g] = stored * scales[block][g];
                    minimum[first + g] = storedMinimum * minima[block][g];
                }
            }
        }

        private float scales(float[] x, float @Nullable [] weights, int first, byte[] q) {
            if (weights != null) {
                return PositiveSearch.scale(x, weights, first, q, topScale);
            }
            float max = 0;
            for (int g = 0; g < perBlock; g++) {
                max = Math.max(max, x[first + g]);
            }
            float inverse = max > 0 ? topScale / max : 0;
            for (int g = 0; g < perBlock; g++) {
                q[g] = (byte) Math.min(topScale, Nearest.of(inverse * x[first + g]));
            }
            return max / topScale;
        }
    }
}
