package dev.atelier.view.chart;

import java.util.Arrays;
import java.util.List;

/**
 * Loss by step, in rising steps, with its exponential moving average: m = f m + (1 - f) x, shown as m / (1 - f^n), so that the first values count in
 * full. What is not a number leaves the average as it was.
 */
final class Curve {
    private long[] steps = new long[1024];
    private double[] raw = new double[1024];
    private double[] smoothed = new double[1024];
    private int size;
    private double factor;
    private double mean;
    private double weight;

    Curve(double factor) {
        this.factor = factor;
    }

    int size() {
        return size;
    }

    long step(int index) {
        return steps[index];
    }

    double raw(int index) {
        return raw[index];
    }

    double smoothed(int index) {
        return smoothed[index];
    }

    long lastStep() {
        return size == 0 ? 0 : steps[size - 1];
    }

    /** Appends points; one at or before the last step replaces what stood from there on. */
    void add(List<LossPoint> points) {
        for (LossPoint point : points) {
            if (size > 0 && point.step() <= steps[size - 1]) {
                truncateAfter(point.step() - 1);
            }
            if (size == steps.length) {
                steps = Arrays.copyOf(steps, size * 2);
                raw = Arrays.copyOf(raw, size * 2);
                smoothed = Arrays.copyOf(smoothed, size * 2);
            }
            steps[size] = point.step();
            raw[size] = point.loss();
            smooth(size++);
        }
    }

    void truncateAfter(long step) {
        size = indexAfter(step);
        smoothAll();
    }

    void clear() {
        size = 0;
        smoothAll();
    }

    void factor(double value) {
        factor = value;
        smoothAll();
    }

    /** The first index whose step is after this one. */
    int indexAfter(long step) {
        int found = Arrays.binarySearch(steps, 0, size, step);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** The index whose step is nearest, -1 if there is none. */
    int nearest(double step) {
        int after = indexAfter((long) Math.floor(step));
        if (size == 0 || after == 0) {
            return size == 0 ? -1 : 0;
        }
        return after == size || step - steps[after - 1] <= steps[after] - step ? after - 1 : after;
    }

    /**
     * The raw values between two steps at {@code bucket} steps a pixel column, with one point beyond either end. {@link Trace#band} where the columns
     * hold several points: a closed outline, forth along the highest and back along the lowest of each column. Columns are counted from step 0, so
     * that moving the window does not change them.
     */
    Trace raw(double from, double to, double bucket) {
        int first = first(from);
        int end = end(to);
        if (end - first <= 2 * (to - from) / bucket) {
            return points(raw, first, end);
        }
        int most = columns(from, to, bucket);
        double[] x = new double[2 * most];
        double[] y = new double[2 * most];
        int out = 0;
        for (int i = first; i < end && out < most; out++) {
            int after = columnEnd(i, end, bucket);
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int j = i; j < after; j++) {
                low = Math.min(low, Double.isFinite(raw[j]) ? raw[j] : low);
                high = Math.max(high, Double.isFinite(raw[j]) ? raw[j] : high);
            }
            x[out] = steps[i];
            y[out] = low <= high ? high : Double.NaN;
            x[2 * most - 1 - out] = steps[i];
            y[2 * most - 1 - out] = low <= high ? low : Double.NaN;
            i = after;
        }
        System.arraycopy(x, 2 * most - out, x, out, out);
        System.arraycopy(y, 2 * most - out, y, out, out);
        return new Trace(Arrays.copyOf(x, 2 * out), Arrays.copyOf(y, 2 * out), true);
    }

    /** The smoothed values between two steps; the mean of each pixel column where it holds several points. */
    Trace smoothed(double from, double to, double bucket) {
        int first = first(from);
        int end = end(to);
        if (end - first <= 2 * (to - from) / bucket) {
            return points(smoothed, first, end);
        }
        int most = columns(from, to, bucket);
        double[] x = new double[most];
        double[] y = new double[most];
        int out = 0;
        for (int i = first; i < end && out < most; out++) {
            int after = columnEnd(i, end, bucket);
            double sum = 0;
            for (int j = i; j < after; j++) {
                sum += smoothed[j];
            }
            x[out] = (steps[i] + steps[after - 1]) / 2.0;
            y[out] = sum / (after - i);
            i = after;
        }
        return new Trace(Arrays.copyOf(x, out), Arrays.copyOf(y, out), false);
    }

    /** Something to draw: a line, or the outline of a band. */
    record Trace(double[] x, double[] y, boolean band) {}

    private int first(double from) {
        return Math.max(0, indexAfter((long) Math.ceil(from) - 1) - 1);
    }

    private int end(double to) {
        return Math.min(size, indexAfter((long) Math.floor(to)) + 1);
    }

    private static int columns(double from, double to, double bucket) {
        return (int) Math.ceil((to - from) / bucket) + 4;
    }

    private int columnEnd(int start, int end, double bucket) {
        double limit = (Math.floor(steps[start] / bucket) + 1) * bucket;
        int i = start + 1;
        while (i < end && steps[i] < limit) {
            i++;
        }
        return i;
    }

    private Trace points(double[] values, int first, int end) {
        double[] x = new double[Math.max(0, end - first)];
        Arrays.setAll(x, i -> steps[first + i]);
        return new Trace(x, end > first ? Arrays.copyOfRange(values, first, end) : new double[0], false);
    }

    private void smoothAll() {
        mean = 0;
        weight = 0;
        for (int i = 0; i < size; i++) {
            smooth(i);
        }
    }

    private void smooth(int index) {
        double value = raw[index];
        if (Double.isFinite(value)) {
            mean = factor * mean + (1 - factor) * value;
            weight = factor * weight + (1 - factor);
        }
        smoothed[index] = weight == 0 ? Double.NaN : mean / weight;
    }
}
