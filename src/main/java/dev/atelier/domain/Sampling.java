package dev.atelier.domain;

import java.util.List;

/**
 * How an answer's tokens are chosen, in transformers' terms and in its order: penalty, temperature, top-k, top-p, min-p. (llama.cpp's program takes
 * the temperature last, so that what it keeps does not depend on it; here settings mean what they mean in a model's generation_config.json.)
 *
 * @param maxTokens most tokens to add
 * @param temperature logits are divided by it; at 0 the likeliest token is taken, and top-k, top-p and min-p change nothing
 * @param topK only the k likeliest tokens; 0: all (Fan et al. 2018)
 * @param topP of those only the likeliest that together have at least this probability; 1: all (Holtzman et al. 2020)
 * @param minP of those only tokens with at least this share of the likeliest one's probability; 0: all (Nguyen et al. 2024)
 * @param repetitionPenalty what logits of tokens in the prompt or the answer are divided by where positive, multiplied with where negative; 1: nothing
 *     (Keskar et al. 2019)
 * @param seed of the draws
 * @param stop texts that end the answer; they are not part of it
 */
public record Sampling(int maxTokens, double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed, List<String> stop) {
    public static final double HOTTEST = 100;
    public static final double HARSHEST = 10;
    private static final int MOST_STOPS = 16;

    public Sampling {
        stop = stop == null ? List.of() : List.copyOf(stop);
        check(maxTokens >= 1, "max_tokens of at least 1", maxTokens);
        check(temperature >= 0 && temperature <= HOTTEST, "a temperature from 0 to 100", temperature);
        check(topK >= 0, "top_k of at least 0 (0: all tokens)", topK);
        check(topP >= 0 && topP <= 1, "top_p from 0 to 1 (1: all tokens)", topP);
        check(minP >= 0 && minP <= 1, "min_p from 0 to 1 (0: all tokens)", minP);
        check(repetitionPenalty > 0 && repetitionPenalty <= HARSHEST, "a repetition_penalty above 0 and up to 10 (1: none)", repetitionPenalty);
        check(stop.size() <= MOST_STOPS && stop.stream().noneMatch(String::isEmpty), "at most 16 stop texts, none of them empty", stop);
    }

    /** Everything else off. */
    public Sampling(int maxTokens, double temperature, long seed) {
        this(maxTokens, temperature, 0, 1, 0, 1, seed, List.of());
    }

    private static void check(boolean right, String wanted, Object found) {
        if (!right) {
            throw UserError.of("sampling: wanted " + wanted, String.valueOf(found), "correct it");
        }
    }

    /** The likeliest token each time. */
    public static Sampling greedy(int maxTokens) {
        return new Sampling(maxTokens, 0, 0);
    }

    /** Whether some tokens are left out before the draw. */
    public boolean leavesOut() {
        return topK > 0 || topP < 1 || minP > 0;
    }
}
