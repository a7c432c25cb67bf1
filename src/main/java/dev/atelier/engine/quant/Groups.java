package dev.atelier.engine.quant;

/**
 * Many groups of values side by side: value i of all groups lies in one array. A loop over groups is then one over vectors, while each group's sums keep the order they have in ggml, and
 * with it their bits.
 */
final class Groups {
    /** Values that are worked on at a time: they and their weights stay in the processor's cache. */
    static final int VALUES = 8192;

    final int size;
    final int lanes;
    /** Groups of the last {@link #load}; what lies beyond is of no meaning. */
    int count;
    final float[][] values;
    final float[][] weights;
    /** Whole numbers, from 0 up, that stand for the values. */
    final float[][] numbers;

    Groups(int size, int lanes) {
        this.size = size;
        this.lanes = lanes;
        this.values = new float[size][lanes];
        this.weights = new float[size][lanes];
        this.numbers = new float[size][lanes];
    }

    /** Takes {@code count} groups from {@code from[off]} on. */
    void load(float[] from, int off, int count) {
        this.count = count;
        for (int i = 0; i < size; i++) {
            for (int g = 0; g < count; g++) {
                values[i][g] = from[off + g * size + i];
            }
        }
    }

    /** Weights that are the importance of the columns; the first group starts at {@code column} of a row, the next one behind it. */
    void weigh(float[] importance, int column) {
        for (int g = 0; g < count; g++) {
            int first = (column + g * size) % importance.length;
            for (int i = 0; i < size; i++) {
                weights[i][g] = importance[first + i];
            }
        }
    }

    /** The same times sqrt(spread + x^2), a spread for each group. */
    void weigh(float[] importance, int column, float[] spread) {
        weigh(importance, column);
        for (int i = 0; i < size; i++) {
            spreadOut(values[i], spread, weights[i]);
        }
    }

    private static void spreadOut(float[] x, float[] spread, float[] w) {
        for (int g = 0; g < x.length; g++) {
            w[g] *= (float) Math.sqrt(spread[g] + x[g] * x[g]);
        }
    }

    /** Weights that are the squares of the values. */
    void weighBySquares() {
        for (int i = 0; i < size; i++) {
            square(values[i], weights[i]);
        }
    }

    private static void square(float[] x, float[] w) {
        for (int g = 0; g < x.length; g++) {
            w[g] = x[g] * x[g];
        }
    }

    /** The sum of each group's weights. */
    float[] totals() {
        var totals = new float[lanes];
        for (var row : weights) {
            for (int g = 0; g < lanes; g++) {
                totals[g] += row[g];
            }
        }
        return totals;
    }

    /** The numbers nearest to (x + shift) / scale, from {@code low} to {@code high}, less {@code low}. */
    void number(float[] scale, float[] shift, int low, int high) {
        for (int i = 0; i < size; i++) {
            number(values[i], scale, shift, numbers[i], low, high);
        }
    }

    private static void number(float[] x, float[] scale, float[] shift, float[] q, float low, float high) {
        float bottom = Nearest.SHIFT + low;
        float top = Nearest.SHIFT + high;
        float width = high - low;
        for (int g = 0; g < x.length; g++) {
            float shifted = (x[g] + shift[g]) / scale[g] + Nearest.SHIFT;
            q[g] = 0.5f * (Math.abs(shifted - bottom) - Math.abs(shifted - top) + width);
        }
    }

    /** The numbers of {@code n} groups on end, group after group, as bytes. */
    void copyNumbers(int first, int n, byte[] into) {
        for (int i = 0; i < size; i++) {
            var row = numbers[i];
            for (int g = 0; g < n; g++) {
                into[g * size + i] = (byte) row[first + g];
            }
        }
    }
}
