package dev.atelier.cli;

import dev.atelier.domain.AtomicFile;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A measurement: a table, and the same as a document that {@code bench compare} reads. */
abstract class BenchVerb extends Verb {
    @Option(names = "--out", paramLabel = "FILE", description = "Write the document that --json prints to a file as well.")
    private @Nullable Path file;

    @Override
    int done(Object document, String text) {
        if (file != null) {
            try {
                AtomicFile.write(file.toAbsolutePath(), Json.snakeLine(document) + "\n");
            } catch (IOException e) {
                throw new UserError(file + ": wanted to write the measurement there, found " + UserError.line(e).orElse(e.toString()) + ": choose another --out", e);
            }
        }
        return super.done(document, text);
    }
}
