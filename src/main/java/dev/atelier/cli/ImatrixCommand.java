package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.export.ExportSource;
import dev.atelier.engine.export.ImportanceGathering;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which columns of a model's matrices matter for some rows. */
@Command(name = "imatrix", mixinStandardHelpOptions = true, description = "Gather which columns of a model's matrices matter for some rows: a file for export --imatrix.")
final class ImatrixCommand extends Verb {
    @Parameters(paramLabel = "SOURCE", description = "A finished run, an adapter folder, a model folder or a GGUF file.")
    private Path source;

    @Option(names = "--rows", required = true, paramLabel = "FILE", description = "Rows as for training, or a text whose name ends in .txt.")
    private Path rows;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The file to write, such as model.imatrix.gguf; llama.cpp reads it too.")
    private Path out;

    @Option(names = "--adapter", paramLabel = "DIR", description = "An adapter to merge into the model.")
    private @Nullable Path adapter;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "0", description = "The most rows, or pieces of 512 tokens, to read; 0 for all.")
    private int limit;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    ImatrixCommand() {}

    /** What was written. */
    record Gathered(Path file, int matrices, int pieces, String rows) {}

    @Override
    public Integer call() throws IOException {
        if (limit < 0) {
            throw UserError.of("--limit: wanted a number from 0 up", Integer.toString(limit), "leave it out to read all");
        }
        try (var task = interruptible()) {
            var file = ImportanceGathering.run(ExportSource.of(source, adapter), rows, limit, options.precision, options.device, task);
            file.write(out);
            var gathered = new Gathered(out, file.sums().size(), file.chunks(), file.dataset());
            return done(gathered, new Table().row("written", out.toString()).row("matrices", Integer.toString(gathered.matrices())).row("read", gathered.pieces() + " pieces of " + gathered.rows())
                    .row("use it", "atelier export " + source + " --to FILE.gguf --quant Q4_K_M --imatrix " + out).toString());
        }
    }
}
