package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.generate.GenerateBench;
import dev.atelier.engine.generate.ModelReference;
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
final class GenerateBenchCommand extends BenchVerb {
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
        var result = model == null ? bench.random(random, options.precision, options.device) : bench.run(ModelReference.of(model, adapter), options.precision, options.device);
        return done(result, new Table().row("reads", String.format(Locale.ROOT, "%,.1f tokens/s", result.promptTokensPerS()))
                .row("first token", String.format(Locale.ROOT, "after %.3f s", result.secondsToFirst()))
                .row("writes", String.format(Locale.ROOT, "%,.1f tokens/s", result.tokensPerS()))
                .row("peak memory", Table.bytes(result.peakMemoryBytes()) + ", of which weights " + Table.bytes(result.weightBytes()))
                .row("computed in", result.precision() + " on " + result.device() + ", " + Table.count(result.parameters()) + " parameters").toString());
    }
}
