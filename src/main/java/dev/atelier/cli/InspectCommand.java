package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.inspect.InspectHandler;
import dev.atelier.engine.inspect.Inspection;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a file or folder is. One that is recognised and cannot be used is told all the same, with why not, and ends as a mistake. */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = "Say what a file or folder is: model, adapter, GGUF, tokenizer, dataset, project or run.")
final class InspectCommand extends Verb {
    @Parameters(paramLabel = "PATH", description = "A file or folder; pickles (.bin, .pt) are refused.")
    private Path path;

    @SuppressWarnings("NullAway.Init")
    InspectCommand() {}

    @Override
    public Integer call() throws IOException {
        Inspection found = InspectHandler.run(path, progress());
        int code = done(found, InspectTable.of(found));
        if (found.problems().isEmpty()) {
            return code;
        }
        throw new UserError(found.problems().getFirst());
    }
}
