package dev.atelier.cli;

import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Torch;
import dev.atelier.engine.generate.GenerateBench;
import dev.atelier.engine.generate.ModelReference;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.AdapterValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How fast a model reads and writes. */
@Command(name = "generate", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Answers of a model, or of a Llama of random weights: tokens a second read and written, seconds to the first token, peak memory.")
final class GenerateBenchCommand extends Verb {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "A model folder, a GGUF file or a run folder.")
    private @Nullable Path model;

    @Option(names = "--random", split = ",", paramLabel = "N", description = "Instead of a model: hidden,layers,heads,kv-heads,inter,vocab of a Llama.")
    private List<Integer> random = List.of();

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT adapter to put on the model.")
    private @Nullable Path adapter;

    @Option(names = "--prompt-tokens", defaultValue = "512")
    private int promptTokens;

    @Option(names = "--tokens", defaultValue = "128", description = "Tokens to write after each prompt.")
    private int tokens;

    @Option(names = "--batch", defaultValue = "1", description = "Sequences at once.")
    private int batch;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds whose median counts.")
    private int rounds;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    GenerateBenchCommand() {}

    @Override
    public Integer call() throws IOException {
        var bench = new GenerateBench(promptTokens, tokens, batch, rounds);
        if ((model == null) == random.isEmpty() || !random.isEmpty() && (random.size() != 6 || adapter != null)) {
            throw UserError.of("wanted a MODEL, or --random with six sizes and no adapter", model == null ? random + "" : model + " and " + random, "give one");
        }
        var result = model == null ? drawn(bench) : stored(bench, ModelReference.of(model, adapter));
        return done(result, new Table().row("reads", String.format(Locale.ROOT, "%,.1f tokens/s", result.promptTokensPerS()))
                .row("first token", String.format(Locale.ROOT, "after %.3f s", result.secondsToFirst()))
                .row("writes", String.format(Locale.ROOT, "%,.1f tokens/s", result.tokensPerS()))
                .row("peak memory", Table.bytes(result.peakMemoryBytes()) + ", of which weights " + Table.bytes(result.weightBytes()))
                .row("computed in", result.precision() + " on " + result.device() + ", " + Table.count(result.parameters()) + " parameters").toString());
    }

    private GenerateBench.Result stored(GenerateBench bench, ModelReference reference) {
        try (var torch = Torch.open(options.device); var source = ModelSource.open(reference.model());
                var loaded = CausalModel.load(torch, source, ModelReference.precision(torch, source, options.precision)); var scope = torch.manager().newSubManager()) {
            return bench.run(loaded, reference.adapter() == null ? Adapters.NONE : AdapterValues.load(reference.adapter(), loaded, scope));
        }
    }

    private GenerateBench.Result drawn(GenerateBench bench) {
        var names = List.of("hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "intermediate_size", "vocab_size");
        var config = Json.MAPPER.createObjectNode().put("model_type", "llama").put("max_position_embeddings", promptTokens + tokens).put("rms_norm_eps", 1e-5);
        for (int i = 0; i < names.size(); i++) {
            if (random.get(i) < 1) {
                throw UserError.of("--random: wanted sizes from 1 up", random.toString(), "correct them");
            }
            config.put(names.get(i), random.get(i));
        }
        try (var torch = Torch.open(options.device); var made = CausalModel.random(torch, ModelConfig.of(config), torch.precision(options.precision), 1)) {
            return bench.run(made, Adapters.NONE);
        }
    }
}
