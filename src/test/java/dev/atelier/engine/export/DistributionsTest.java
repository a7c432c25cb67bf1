package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against the definitions, written out. */
class DistributionsTest {
    private static final int POSITIONS = 5;
    private static final int VOCABULARY = 37;

    @Test
    void piecesOfTheVocabularyGiveWhatTheWholeGives() {
        var random = new SplittableRandom(3);
        var a = new float[POSITIONS][VOCABULARY];
        var b = new float[POSITIONS][VOCABULARY];
        int[] targets = {0, 36, 12, 12, 7};
        double loss = 0;
        double divergence = 0;
        var apart = new double[POSITIONS];
        int[] rows = {0, 0, 1, 2, 2};
        int same = 0;
        for (int i = 0; i < POSITIONS; i++) {
            for (int j = 0; j < VOCABULARY; j++) {
                a[i][j] = (float) random.nextGaussian(0, 30);
                b[i][j] = a[i][j] + (float) random.nextGaussian(0, 3);
            }
            double[] p = softmax(a[i]);
            double[] q = softmax(b[i]);
            loss -= Math.log(q[targets[i]]);
            for (int j = 0; j < VOCABULARY; j++) {
                apart[i] += p[j] == 0 ? 0 : p[j] * Math.log(p[j] / q[j]);
            }
            divergence += apart[i];
            same += top(p) == top(q) ? 1 : 0;
        }
        for (int step : new int[] {1, 10, VOCABULARY}) {
            var distributions = new Distributions(targets, rows);
            for (int first = 0; first < VOCABULARY; first += step) {
                int count = Math.min(step, VOCABULARY - first);
                distributions.add(part(a, first, count), part(b, first, count), first, count);
            }
            var result = distributions.result();
            assertThat(result.perplexity()).isCloseTo(Math.exp(loss / POSITIONS), within(1e-6 * Math.exp(loss / POSITIONS)));
            assertThat(result.divergence()).isCloseTo(divergence / POSITIONS, within(1e-6));
            assertThat(result.sameTop()).isEqualTo((double) same / POSITIONS);
            double mean = divergence / POSITIONS;
            double squares = Math.pow(apart[0] + apart[1] - 2 * mean, 2) + Math.pow(apart[2] - mean, 2) + Math.pow(apart[3] + apart[4] - 2 * mean, 2);
            assertThat(result.error()).as("of a ratio of sums over three rows").isCloseTo(Math.sqrt(3 / 2.0 * squares) / POSITIONS, within(1e-6));
        }
    }

    private static double[] softmax(float[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        var out = new double[logits.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Math.exp(logits[i] - highest);
        }
        double sum = Arrays.stream(out).sum();
        return Arrays.stream(out).map(value -> value / sum).toArray();
    }

    private static int top(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static float[] part(float[][] rows, int first, int count) {
        var out = new float[rows.length * count];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], first, out, i * count, count);
        }
        return out;
    }
}
