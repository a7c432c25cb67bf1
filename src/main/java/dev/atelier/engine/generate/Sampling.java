package dev.atelier.engine.generate;

import dev.atelier.domain.UserError;
import java.util.random.RandomGenerator;

/**
 * How the next token is chosen: at temperature 0 the likeliest, else drawn from softmax(logits / temperature).
 *
 * @param maxTokens most tokens to add
 */
public record Sampling(int maxTokens, double temperature, long seed) {
    public Sampling {
        if (maxTokens < 1 || temperature < 0 || temperature > 100) {
            throw UserError.of("sampling: wanted max_tokens of at least 1 and a temperature from 0 to 100", maxTokens + ", " + temperature, "correct them");
        }
    }

    /** The likeliest token each time. */
    public static Sampling greedy(int maxTokens) {
        return new Sampling(maxTokens, 0, 0);
    }

    /** Chooses among {@code logits[from .. from + count)}; the first of equals. */
    int pick(float[] logits, int from, int count, RandomGenerator random) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = logits[from + i] > logits[from + best] ? i : best;
        }
        if (temperature == 0) {
            return best;
        }
        var weights = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = Math.exp((logits[from + i] - logits[from + best]) / temperature);
            sum += weights[i];
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
}
