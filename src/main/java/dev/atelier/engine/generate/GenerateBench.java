package dev.atelier.engine.generate;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.UserError;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Greedy answers to prompts of random ids, timed.
 *
 * @param promptTokens of each sequence
 * @param tokens added to each sequence
 * @param batch sequences at once
 * @param rounds that count; one more before them does not
 */
public record GenerateBench(int promptTokens, int tokens, int batch, int rounds) {

    public GenerateBench {
        if (IntStream.of(promptTokens, tokens - 1, batch, rounds).anyMatch(n -> n < 1)) {
            throw UserError.of("wanted sizes from 1 up, --tokens from 2", "prompt-tokens " + promptTokens + ", tokens " + tokens + ", batch " + batch + ", rounds " + rounds, "correct them");
        }
    }

    /** Medians: rates count the tokens of all sequences; the first token comes when the prompts are read. The process's peak memory so far. */
    public record Result(double promptTokensPerS, double tokensPerS, double secondsToFirst, long peakMemoryBytes, long weightBytes, long parameters, String precision, String device) {}

    public Result run(CausalModel model, Adapters adapters) {
        if (promptTokens + tokens > model.config().maxPositions()) {
            throw UserError.of("wanted prompts and answers within the model's " + model.config().maxPositions() + " positions", promptTokens + " + " + tokens, "choose fewer tokens");
        }
        var random = new Random(1);
        var firsts = new ArrayList<Double>();
        var rests = new ArrayList<Double>();
        for (int round = 0; round <= rounds; round++) {
            List<int[]> prompts = IntStream.range(0, batch).mapToObj(b -> random.ints(promptTokens, 0, model.config().vocabSize()).toArray()).toList();
            long begin = System.nanoTime();
            try (var generation = new Generation(model, adapters, Set.of(), prompts, Sampling.greedy(tokens))) {
                while (generation.out().getFirst().isEmpty()) {
                    generation.step((sequence, id) -> {});
                }
                long first = System.nanoTime();
                while (!generation.ended()) {
                    generation.step((sequence, id) -> {});
                }
                if (round > 0) {
                    firsts.add((first - begin) / 1e9);
                    rests.add((System.nanoTime() - first) / 1e9);
                }
            }
        }
        double toFirst = median(firsts);
        return new Result(batch * promptTokens / toFirst, batch * (tokens - 1) / median(rests), toFirst, ProcessMemory.peak(), model.weightBytes(), model.parameters(), model.precision().label(),
                model.torch().device());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
