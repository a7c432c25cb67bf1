package dev.atelier.cli;

import dev.atelier.domain.UserError;
import dev.atelier.engine.export.ExportFormat;
import dev.atelier.engine.export.ExportHandler;
import dev.atelier.engine.export.ExportHandler.Outcome;
import dev.atelier.engine.export.ImportanceFile;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import dev.atelier.engine.quant.TypeOverride;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A run's result as a file other programs open. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Write a GGUF file for llama.cpp, Ollama and LM Studio, a merged model folder or an adapter.",
        footer = {"", "The written file is opened again and its weights and logits are compared with the model's, one layer at a time."})
final class ExportCommand extends Verb {
    @Parameters(paramLabel = "SOURCE", description = "A finished run, an adapter folder, a model folder or a GGUF file.")
    private Path source;

    @Option(names = "--to", required = true, paramLabel = "PATH", description = "The file, or for hf and peft the folder, to write.")
    private Path out;

    @Option(names = "--adapter", paramLabel = "DIR", description = "An adapter to merge into the model.")
    private @Nullable Path adapter;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "gguf", description = "gguf; hf: a model folder with the adapter merged in; peft: the adapter alone; gguf-lora: the adapter alone for llama.cpp's --lora.")
    private String format;

    @Option(names = "--quant", paramLabel = "TYPE", description = "GGUF's numbers: F32, F16 (the default), BF16, Q8_0, Q6_K, Q5_K_M, Q5_K_S, Q5_1, Q5_0, Q4_K_M, Q4_K_S, Q4_1, Q4_0, IQ4_NL, "
            + "IQ4_XS, Q3_K_L, Q3_K_M, Q3_K_S, Q2_K.")
    private @Nullable String quant;

    @Option(names = "--override", paramLabel = "NAME=TYPE", description = "A type for the matrices in whose GGUF names NAME, a regular expression, is found: attn_v=Q6_K. Can be given again; the first that fits decides.")
    private List<String> overrides = List.of();

    @Option(names = "--imatrix", paramLabel = "FILE", description = "Which columns matter most, from atelier imatrix or llama.cpp: the k-quants, IQ4 and Q4_0 to Q5_1 round those with more care.")
    private @Nullable Path imatrix;

    @Option(names = "--split", paramLabel = "SIZE", description = "Several GGUF files of at most SIZE each, such as 2G or 500M, named as llama.cpp names them.")
    private @Nullable String split;

    @Option(names = "--no-check", description = "Do not compare the written file with the model.")
    private boolean unchecked;

    @Mixin
    private ModelOptions options = new ModelOptions();

    @SuppressWarnings("NullAway.Init")
    ExportCommand() {}

    @Override
    public Integer call() throws IOException {
        var chosen = ExportFormat.named(format);
        if ((quant != null || !overrides.isEmpty() || imatrix != null || split != null) && chosen != ExportFormat.GGUF) {
            throw UserError.of("--quant, --override, --imatrix, --split: wanted --format gguf with them", format, "leave them out: a folder keeps the model's own numbers");
        }
        var quantization = new Quantization(quant == null ? Mix.F16 : Mix.named(quant), overrides.stream().map(TypeOverride::parse).toList(), imatrix == null ? null : ImportanceFile.read(imatrix));
        try (var task = interruptible()) {
            var outcome = ExportHandler.run(new ExportHandler.Request(source, adapter, chosen, quantization, out, options.precision, options.device, !unchecked, split()), task);
            return done(outcome, text(outcome));
        }
    }

    /** Bytes of a file; K, M and G are thousands, millions and milliards, as llama.cpp counts them. */
    private long split() {
        if (split == null) {
            return Long.MAX_VALUE;
        }
        var size = Pattern.compile("(\\d{1,9})([KMG])").matcher(split.toUpperCase(Locale.ROOT));
        if (!size.matches() || size.group(1).matches("0+")) {
            throw UserError.of("--split: wanted a size such as 2G or 500M", split, "correct it");
        }
        return Long.parseLong(size.group(1)) * switch (size.group(2)) {
            case "K" -> 1_000L;
            case "M" -> 1_000_000L;
            default -> 1_000_000_000L;
        };
    }

    private static String text(Outcome o) {
        var table = new Table().row("written", o.file() + ", " + Table.bytes(o.bytes()) + " in " + String.format(Locale.ROOT, "%.1f s", o.seconds()));
        var check = o.check();
        if (check != null) {
            table.row("check", String.format(Locale.ROOT, "opened again: logits differ by at most %.2g, which is %.2g of their deviation; weights by at most %.2g of theirs", check.maxLogitDifference(),
                    check.relative(), check.weightError()));
        }
        o.warnings().forEach(warning -> table.row("warning", warning));
        var uses = o.use().lines().toList();
        for (int i = 0; i < uses.size(); i++) {
            table.row(i == 0 ? "run it" : "", uses.get(i));
        }
        return table.toString();
    }
}
