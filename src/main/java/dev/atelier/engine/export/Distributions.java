package dev.atelier.engine.export;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Two models' distributions over the vocabulary at the same positions, compared while their logits come some tokens at a time. */
final class Distributions {
    private final int[] targets;
    private final int[] rows;
    private final Model wanted;
    private final Model found;
    /** At each position: the sum of exp(z - highest) (z - z'), over the wanted model's logits z and the found one's z'. */
    private final double[] apart;

    /**
     * How far apart they are, in the mean over positions.
     *
     * @param perplexity of the found model on the targets
     * @param divergence Kullback-Leibler, of the found model from the wanted one, in nats
     * @param error standard error of that mean over rows, whose tokens hang together; null for a single row
     * @param sameTop share of positions at which both think the same token likeliest
     */
    record Result(double perplexity, double divergence, @Nullable Double error, double sameTop) {}

    /** A model's logits so far. */
    private static final class Model {
        private final double[] highest;
        private final double[] sum;
        private final double[] target;
        private final int[] top;

        Model(int positions) {
            highest = new double[positions];
            Arrays.fill(highest, Double.NEGATIVE_INFINITY);
            sum = new double[positions];
            target = new double[positions];
            top = new int[positions];
        }

        /** By what earlier sums shrink, now that a higher logit may have come. */
        double raise(int position, float[] logits, int from, int first, int count) {
            double before = highest[position];
            for (int i = 0; i < count; i++) {
                if (logits[from + i] > highest[position]) {
                    highest[position] = logits[from + i];
                    top[position] = first + i;
                }
            }
            return before == Double.NEGATIVE_INFINITY ? 0 : Math.exp(before - highest[position]);
        }

        double logOfSum(int position) {
            return highest[position] + Math.log(sum[position]);
        }
    }

    /** {@code targets} are the tokens that really come, one a position; {@code rows} each position's row, from 0, in ascending order. */
    Distributions(int[] targets, int[] rows) {
        this.targets = targets.clone();
        this.rows = rows.clone();
        this.wanted = new Model(targets.length);
        this.found = new Model(targets.length);
        this.apart = new double[targets.length];
    }

    /** Logits [positions, count] of the tokens from {@code first} on. */
    void add(float[] wantedLogits, float[] foundLogits, int first, int count) {
        IntStream.range(0, targets.length).parallel().forEach(position -> add(position, wantedLogits, foundLogits, position * count, first, count));
    }

    private void add(int position, float[] a, float[] b, int from, int first, int count) {
        double shrink = wanted.raise(position, a, from, first, count);
        double sum = wanted.sum[position] * shrink;
        double difference = apart[position] * shrink;
        double other = found.sum[position] * found.raise(position, b, from, first, count);
        for (int i = 0; i < count; i++) {
            double p = Math.exp(a[from + i] - wanted.highest[position]);
            sum += p;
            difference += p * ((double) a[from + i] - b[from + i]);
            other += Math.exp(b[from + i] - found.highest[position]);
        }
        wanted.sum[position] = sum;
        apart[position] = difference;
        found.sum[position] = other;
        int target = targets[position] - first;
        if (target >= 0 && target < count) {
            wanted.target[position] = a[from + target];
            found.target[position] = b[from + target];
        }
    }

    /** After all tokens. */
    Result result() {
        double loss = 0;
        var divergence = new double[targets.length];
        int same = 0;
        for (int i = 0; i < targets.length; i++) {
            loss += found.logOfSum(i) - found.target[i];
            divergence[i] = apart[i] / wanted.sum[i] - wanted.logOfSum(i) + found.logOfSum(i);
            same += wanted.top[i] == found.top[i] ? 1 : 0;
        }
        double n = targets.length;
        double mean = Math.max(0, Arrays.stream(divergence).sum() / n);
        return new Result(Math.exp(loss / n), mean, error(divergence, mean), same / n);
    }

    /** Of a mean over all positions whose rows were drawn one by one: rows are its clusters. */
    private @Nullable Double error(double[] values, double mean) {
        var beyond = new double[rows[rows.length - 1] + 1];
        for (int i = 0; i < values.length; i++) {
            beyond[rows[i]] += values[i] - mean;
        }
        double n = beyond.length;
        return n < 2 ? null : Math.sqrt(n / (n - 1) * Arrays.stream(beyond).map(sum -> sum * sum).sum()) / values.length;
    }
}
