package dev.atelier.cli;

import dev.atelier.domain.RunFolder;
import dev.atelier.engine.generate.EvalHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** How well a run's model answers rows it has never seen, beside the model it came from. */
@Command(name = "eval", mixinStandardHelpOptions = true, description = "Judge a run's answers to held-out rows, base against tuned.")
final class EvalCommand extends Verb {
    @Parameters(paramLabel = "RUN", description = "A finished run's folder.")
    private Path run;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    EvalCommand() {}

    @Override
    public Integer call() throws IOException {
        var result = EvalHandler.run(RunFolder.existing(run), options.precision, options.device, progress());
        return done(result, String.format(Locale.ROOT, "tuned %.1f %% right, base %.1f %%, of %d held-out rows%nevery answer: %s", 100 * result.score(), 100 * result.baseScore(),
                result.rows(), result.examples()));
    }
}
