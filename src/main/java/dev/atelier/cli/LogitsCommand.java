package dev.atelier.cli;

import dev.atelier.engine.generate.LogitsHandler;
import dev.atelier.engine.generate.ModelReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a model expects next after each of some tokens. */
@Command(name = "logits", mixinStandardHelpOptions = true, description = "Show a model's logits for token ids.")
final class LogitsCommand extends Verb {
    private static final int SHOWN = 5;

    @Parameters(paramLabel = "MODEL", description = "A model folder, a GGUF file or a run folder.")
    private Path model;

    @Option(names = "--ids", required = true, paramLabel = "1,2,3", description = "Token ids.")
    private String ids;

    @Option(names = "--adapter", paramLabel = "DIR", description = "A PEFT adapter to put on the model.")
    private @Nullable Path adapter;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    LogitsCommand() {}

    @Override
    public Integer call() throws IOException {
        var result = LogitsHandler.run(ModelReference.of(model, adapter), IdList.parse(ids), options.precision, options.device);
        return done(result, IntStream.range(0, result.logits().length).mapToObj(i -> i + ": " + likeliest(result.logits()[i])).collect(Collectors.joining("\n")));
    }

    private static String likeliest(float[] logits) {
        return IntStream.range(0, logits.length).boxed().sorted((a, b) -> Float.compare(logits[b], logits[a])).limit(SHOWN)
                .map(i -> String.format(Locale.ROOT, "%d %.4f", i, logits[i])).collect(Collectors.joining("   "));
    }
}
