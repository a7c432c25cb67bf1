package dev.atelier.engine.generate;

import dev.atelier.domain.Sampling;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Chooses one sequence's tokens, one after another. What is left out is found by partial selection: the vocabulary is never sorted. */
final class Sampler {
    private final Sampling how;
    private final SplittableRandom random;
    private final BitSet seen = new BitSet();
    private double[] weights = {};
    private int[] order = {};

    /** @param prompt the ids before the first choice */
    Sampler(Sampling how, int[] prompt) {
        this.how = how;
        this.random = new SplittableRandom(how.seed());
        for (int id : prompt) {
            seen.set(id);
        }
    }

    /** Chooses among {@code logits[from .. from + count)}, which the penalty changes; the first of equals. */
    int pick(float[] logits, int from, int count) {
        if (how.repetitionPenalty() != 1) {
            double penalty = how.repetitionPenalty();
            seen.stream().map(id -> from + id).forEach(at -> logits[at] = (float) (logits[at] > 0 ? logits[at] / penalty : logits[at] * penalty));
        }
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = logits[from + i] > logits[from + best] ? i : best;
        }
        int id = how.temperature() == 0 ? best : draw(logits, from, count, best);
        seen.set(id);
        return id;
    }

    private int draw(float[] logits, int from, int count, int best) {
        weights = weights.length == count ? weights : new double[count]; // over the likeliest one's
        for (int i = 0; i < count; i++) {
            weights[i] = Math.exp((logits[from + i] - logits[from + best]) / how.temperature());
        }
        if (how.leavesOut()) {
            leaveOut(count);
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double left = random.nextDouble() * sum;
        for (int i = 0; i < count; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return best;
    }

    /** Sets the weights of all tokens but those kept to 0. */
    private void leaveOut(int count) {
        int kept = count;
        if (how.topK() > 0 && how.topK() < count || how.topP() < 1) {
            order = order.length == count ? order : new int[count];
            for (int i = 0; i < count; i++) {
                order[i] = i;
            }
            kept = how.topK() > 0 && how.topK() < count ? likeliest(count, how.topK(), false) : count;
            if (how.topP() < 1) {
                double sum = 0;
                for (int i = 0; i < kept; i++) {
                    sum += weights[order[i]];
                }
                kept = likeliest(kept, how.topP() * sum, true);
            }
            for (int i = kept; i < count; i++) {
                weights[order[i]] = 0;
            }
        }
        for (int i = 0; how.minP() > 0 && i < count; i++) {
            weights[i] = weights[i] < how.minP() ? 0 : weights[i];
        }
    }

    /**
     * Brings the fewest likeliest of {@code order[0 .. count)} whose weights (or else number) come to {@code wanted} to its front and tells how many they
     * are, at least one: quickselect, on average in a few passes.
     */
    private int likeliest(int count, double wanted, boolean byWeight) {
        int low = 0;
        int high = count;
        double missing = wanted;
        while (high - low > 1) {
            int middle = partition(low, high);
            double more = 0;
            for (int i = low; i < middle; i++) {
                more += byWeight ? weights[order[i]] : 1;
            }
            double pivot = byWeight ? weights[order[middle]] : 1;
            if (more >= missing && middle > low) {
                high = middle;
            } else if (more + pivot >= missing) {
                return middle + 1;
            } else {
                missing -= more + pivot;
                low = middle + 1;
            }
        }
        return high;
    }

    /** Moves those before a pivot to its left, those behind it to its right; where it comes to lie. */
    private int partition(int low, int high) {
        swap((low + high) >>> 1, high - 1);
        int pivot = order[high - 1];
        int at = low;
        for (int i = low; i < high - 1; i++) {
            if (before(order[i], pivot)) {
                swap(i, at++);
            }
        }
        swap(at, high - 1);
        return at;
    }

    private boolean before(int a, int b) {
        return weights[a] > weights[b] || weights[a] == weights[b] && a < b;
    }

    private void swap(int i, int j) {
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}
