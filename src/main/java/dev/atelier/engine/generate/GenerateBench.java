package dev.atelier.engine.generate;

import dev.atelier.domain.Json;
import dev.atelier.domain.Median;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.AdapterValues;
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
    /** What {@link #random} wants to know, as config.json calls it. */
    public static final List<String> SIZES = List.of("hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "intermediate_size", "vocab_size");

    public GenerateBench {
        if (IntStream.of(promptTokens, tokens - 1, batch, rounds).anyMatch(n -> n < 1)) {
            throw UserError.of("wanted sizes from 1 up, --tokens from 2", "prompt-tokens " + promptTokens + ", tokens " + tokens + ", batch " + batch + ", rounds " + rounds, "correct them");
        }
    }

    /** Medians: rates count the tokens of all sequences; the first token comes when the prompts are read. The process's peak memory so far. */
    public record Result(double promptTokensPerS, double tokensPerS, double secondsToFirst, long peakMemoryBytes, long weightBytes, long parameters, String precision, String device) {}

    /** Of a model that lies on disk. */
    public Result run(ModelReference reference, TrainingConfig.Precision precision, String device) {
        try (var torch = Torch.open(device); var source = ModelSource.open(reference.model());
                var model = CausalModel.load(torch, source, ModelReference.precision(torch, source, precision)); var scope = torch.manager().newSubManager()) {
            return run(model, reference.adapter() == null ? Adapters.NONE : AdapterValues.load(reference.adapter(), model, scope));
        }
    }

    /** Of a Llama of random weights: {@code sizes} are those of {@link #SIZES}. */
    public Result random(List<Integer> sizes, TrainingConfig.Precision precision, String device) {
        var config = Json.MAPPER.createObjectNode().put("model_type", "llama").put("max_position_embeddings", promptTokens + tokens).put("rms_norm_eps", 1e-5);
        for (int i = 0; i < SIZES.size(); i++) {
            if (sizes.get(i) < 1) {
                throw UserError.of("--random: wanted sizes from 1 up", sizes.toString(), "correct them");
            }
            config.put(SIZES.get(i), sizes.get(i));
        }
        try (var torch = Torch.open(device); var model = CausalModel.random(torch, ModelConfig.of(config), torch.precision(precision), 1)) {
            return run(model, Adapters.NONE);
        }
    }

    private Result run(CausalModel model, Adapters adapters) {
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
        double toFirst = Median.of(firsts);
        return new Result(batch * promptTokens / toFirst, batch * (tokens - 1) / Median.of(rests), toFirst, ProcessMemory.peak(), model.weightBytes(), model.parameters(), model.precision().label(),
                model.torch().device());
    }
}
