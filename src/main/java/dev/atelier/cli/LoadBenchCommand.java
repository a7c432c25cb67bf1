package dev.atelier.cli;

import dev.atelier.engine.generate.LoadBench;
import dev.atelier.engine.generate.ModelReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What it takes to open a model. */
@Command(name = "load", mixinStandardHelpOptions = true, description = "Open a model and have it say one token: seconds, and peak memory beyond its weights.")
final class LoadBenchCommand extends BenchVerb {
    @Parameters(paramLabel = "MODEL", description = "A model folder, a GGUF file or a run folder.")
    private Path model;

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT adapter to put on the model.")
    private @Nullable Path adapter;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    LoadBenchCommand() {}

    @Override
    public Integer call() throws IOException {
        var result = LoadBench.run(ModelReference.of(model, adapter), options.precision, options.device);
        return done(result, new Table().row("open", String.format(Locale.ROOT, "after %.2f s", result.seconds()))
                .row("first token", String.format(Locale.ROOT, "%.2f s later", result.secondsToFirst()))
                .row("peak memory", Table.bytes(result.peakMemoryBytes()) + ": weights " + Table.bytes(result.weightBytes()) + ", all else " + Table.bytes(result.overheadBytes()))
                .row("computed in", result.precision() + " on " + result.device()).toString());
    }
}
