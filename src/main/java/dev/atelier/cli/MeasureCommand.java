package dev.atelier.cli;

import dev.atelier.domain.RunFolder;
import dev.atelier.engine.train.MemoryTrial;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The child process of {@code bench memory}: an engine that says what it held. */
@Command(name = "measure", hidden = true, mixinStandardHelpOptions = true, description = "Trains a run folder on random rows and tells its memory; started by bench memory.")
final class MeasureCommand extends Verb {
    @Parameters(paramLabel = "RUN")
    private Path run;

    @SuppressWarnings("NullAway.Init")
    MeasureCommand() {}

    @Override
    public Integer call() throws IOException {
        var result = MemoryTrial.run(RunFolder.existing(run));
        return done(result, new Table().row("before", Table.bytes(result.before())).row("peak", Table.bytes(result.peak())).toString());
    }
}
