package dev.atelier.cli;

import dev.atelier.domain.RunFolder;
import dev.atelier.job.EngineHost;
import dev.atelier.job.EngineHost.Training;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The child process of {@code train} and of the window. */
@Command(name = "engine", hidden = true, mixinStandardHelpOptions = true, description = "Trains a prepared run folder; started by train and by the window.")
final class EngineCommand extends Verb {
    private final Training training;

    @Parameters(paramLabel = "RUN")
    private Path run;

    @Option(names = "--attached", description = "Stop when standard input ends.")
    private boolean attached;

    @SuppressWarnings("NullAway.Init")
    EngineCommand(Training training) {
        this.training = training;
    }

    @Override
    public Integer call() throws IOException {
        return EngineHost.run(RunFolder.existing(run), attached, training);
    }
}
