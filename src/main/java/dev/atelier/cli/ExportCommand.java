package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.export.ExportFormat;
import dev.atelier.engine.export.ExportHandler;
import dev.atelier.engine.export.ExportHandler.Outcome;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A run's result as a file other programs open. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Write a GGUF file for llama.cpp, Ollama and LM Studio, a merged model folder or an adapter.",
        footer = {"", "The written file is opened again and its logits are compared with the model's in memory."})
final class ExportCommand extends Verb {
    @Parameters(paramLabel = "SOURCE", description = "A finished run, an adapter folder, a model folder or a GGUF file.")
    private Path source;

    @Option(names = "--to", required = true, paramLabel = "PATH", description = "The file, or for hf and peft the folder, to write.")
    private Path out;

    @Option(names = "--adapter", paramLabel = "DIR", description = "An adapter to merge into the model.")
    private @Nullable Path adapter;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "gguf", description = "gguf; hf: a model folder with the adapter merged in; peft: the adapter alone; gguf-lora: the adapter alone for llama.cpp's --lora.")
    private String format;

    @Option(names = "--quant", paramLabel = "TYPE", description = "GGUF's numbers: F32, F16 (the default), BF16, Q8_0 or Q4_0.")
    private @Nullable String quant;

    @Option(names = "--no-check", description = "Do not compare the written file with the model, which takes the memory of a float32 model.")
    private boolean unchecked;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    ExportCommand() {}

    @Override
    public Integer call() throws IOException {
        var chosen = ExportFormat.named(format);
        if (quant != null && chosen != ExportFormat.GGUF) {
            throw UserError.of("--quant: wanted --format gguf with it", format, "leave --quant out: a folder keeps the model's own numbers");
        }
        var mix = quant == null ? Mix.F16 : Mix.named(quant);
        try (var task = interruptible()) {
            var outcome = ExportHandler.run(new ExportHandler.Request(source, adapter, chosen, mix, out, options.precision, options.device, !unchecked), task);
            return done(outcome, text(outcome));
        }
    }

    private static String text(Outcome o) {
        var table = new Table().row("written", o.file() + ", " + Table.bytes(o.bytes()) + " in " + String.format(Locale.ROOT, "%.1f s", o.seconds()));
        var check = o.check();
        if (check != null) {
            table.row("check", String.format(Locale.ROOT, "opened again: logits differ by at most %.2g, which is %.2g of their deviation", check.maxLogitDifference(), check.relative()));
        }
        o.warnings().forEach(warning -> table.row("warning", warning));
        table.row("run it", o.use());
        if (o.format() == ExportFormat.GGUF) {
            table.row("", "echo 'FROM " + o.file() + "' > Modelfile && ollama create tuned && ollama run tuned");
        }
        return table.toString();
    }
}
