package dev.atelier.cli;

import dev.atelier.engine.inspect.InspectHandler;
import dev.atelier.engine.inspect.Inspection;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a file or folder is. */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = "Say what a file or folder is: model, adapter, GGUF, tokenizer, dataset, project or run.")
final class InspectCommand extends Verb {
    @Parameters(paramLabel = "PATH", description = "A file or folder; pickles (.bin, .pt) are refused.")
    private Path path;

    @SuppressWarnings("NullAway.Init")
    InspectCommand() {}

    @Override
    public Integer call() throws IOException {
        Inspection found = InspectHandler.run(path, progress());
        return done(found, InspectTable.of(found));
    }
}
