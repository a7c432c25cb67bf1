package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.Adaptation;
import dev.atelier.engine.peft.AdapterValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * LoRA steps on a Llama of random weights and random ids: tokens per second (padding there is none) and the process's peak memory. All seven
 * matrices of every layer are adapted; the loss covers whole sequences, or with {@code ragged} rows of log-normal length around seq/4 whose first
 * 60 % carry no loss.
 */
public record TrainBench(int hidden, int layers, int heads, int kvHeads, int inter, int vocab, int seq, int batch, int rank, int steps, int warmup, int seed,
        Precision precision, boolean recompute, boolean ragged, boolean profile) {
    private static final int PROFILED = 3;

    public TrainBench {
        if (IntStream.of(hidden, layers, heads, kvHeads, inter, vocab - 3, seq - 1, batch, rank, steps, warmup + 1).anyMatch(n -> n < 1) || hidden % (2 * heads) != 0 || heads % kvHeads != 0) {
            throw UserError.of("wanted sizes from 1 up (--vocab from 4, --seq from 2), hidden a multiple of 2 x heads and heads one of kv-heads",
                    "hidden " + hidden + ", heads " + heads + ", kv-heads " + kvHeads + ", layers " + layers + ", inter " + inter + ", vocab " + vocab + ", seq " + seq + ", batch " + batch
                            + ", rank " + rank + ", steps " + steps + ", warmup " + warmup, "correct them");
        }
    }

    /** What was measured: the median step's rate, or over ragged rows the total's; the profile, if asked for, is of three steps more. */
    public record Result(double tokensPerS, long peakMemoryBytes, long weightBytes, double loss, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StepProfile profile) {}

    public Result run(Torch torch) {
        var shape = ModelConfig.of(Json.MAPPER.createObjectNode().put("model_type", "llama").put("vocab_size", vocab).put("hidden_size", hidden).put("intermediate_size", inter)
                .put("num_hidden_layers", layers).put("num_attention_heads", heads).put("num_key_value_heads", kvHeads).put("max_position_embeddings", seq).put("rms_norm_eps", 1e-5));
        TrainingConfig config = Settings.with(Settings.defaults(), Map.of("rank", "" + rank, "alpha", "" + 2 * rank, "max_grad_norm", "0", "weight_decay", "0.01",
                "max_length", "" + Math.max(8, seq), "recompute", "" + recompute));
        try (var model = CausalModel.random(torch, shape, precision, seed);
                var trainable = adapters(model, config);
                var optimizer = new AdamW(torch, trainable.parameters());
                var pass = Pass.of(trainable, config, recompute, () -> {})) {
            var steps = new Steps(torch, pass, optimizer, config);
            for (int i = 0; i < warmup; i++) {
                steps.one();
            }
            var rates = new ArrayList<Double>();
            double seconds = 0;
            long tokens = 0;
            for (int i = 0; i < this.steps; i++) {
                long begin = System.nanoTime();
                int real = steps.one();
                double s = (System.nanoTime() - begin) / 1e9;
                rates.add(real / s);
                seconds += s;
                tokens += real;
            }
            rates.sort(null);
            long peak = ProcessMemory.peak();
            var where = profile ? StepProfile.of(() -> IntStream.range(0, PROFILED).forEach(i -> steps.one())) : null;
            return new Result(ragged ? tokens / seconds : rates.get(rates.size() / 2), peak, model.weightBytes(), steps.loss, where);
        }
    }

    private final class Steps {
        private final Torch torch;
        private final Pass pass;
        private final AdamW optimizer;
        private final TrainingConfig config;
        private final Random random = new Random(seed);
        private double loss;

        Steps(Torch torch, Pass pass, AdamW optimizer, TrainingConfig config) {
            this.torch = torch;
            this.pass = pass;
            this.optimizer = optimizer;
            this.config = config;
        }

        /** Takes one and returns its tokens. */
        int one() {
            var rows = rows(random);
            try (var scope = torch.manager().newSubManager()) {
                var work = pass.begin(scope);
                var packed = PackedBatch.of(rows);
                loss = work.train(packed, packed.totalWeight(), seed);
                List<NDArray> gradients = work.gradients();
                optimizer.step(scope, gradients, 0, 1e-4, config);
                return packed.tokens();
            }
        }
    }

    private Trainable adapters(CausalModel model, TrainingConfig config) {
        var adaptation = Adaptation.of(model.config(), config);
        return Trainable.adapters(model, adaptation, AdapterValues.init(adaptation, model, seed));
    }

    private List<Example> rows(Random random) {
        var rows = new ArrayList<Example>();
        for (int i = 0; i < batch; i++) {
            int length = ragged ? Math.clamp((long) (Math.exp(random.nextGaussian() * 0.7) * seq / 4), 16, seq) : seq;
            var weights = new float[length];
            Arrays.fill(weights, ragged ? (int) (length * 0.6) : 0, length, 1);
            rows.add(new Example(random.ints(length, 3, vocab).toArray(), weights));
        }
        return rows;
    }
}
