package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** {@code export}: writes the file or folder, opens it again and compares its logits with the model's. */
public final class ExportHandler {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private ExportHandler() {}

    /**
     * What is asked for.
     *
     * @param source see {@link ExportSource#of}
     * @param quantization for GGUF only
     * @param precision what the check computes in; auto is float32
     * @param device where the check computes
     * @param check whether the written file is compared with the model
     * @param split bytes of tensors from which on a GGUF file is split
     */
    public record Request(Path source, @Nullable Path adapter, ExportFormat format, Quantization quantization, Path out, TrainingConfig.Precision precision, String device,
            boolean check, long split) {
        /** In one file. */
        public Request(Path source, @Nullable Path adapter, ExportFormat format, Quantization quantization, Path out, TrainingConfig.Precision precision, String device, boolean check) {
            this(source, adapter, format, quantization, out, precision, device, check, Long.MAX_VALUE);
        }

        /** By a mix alone. */
        public Request(Path source, @Nullable Path adapter, ExportFormat format, Mix mix, Path out, TrainingConfig.Precision precision, String device, boolean check) {
            this(source, adapter, format, Quantization.of(mix), out, precision, device, check);
        }
    }

    /**
     * What was written.
     *
     * @param seconds without the check's
     * @param check null for an adapter by itself, whose numbers are copied, and where none was asked for
     * @param use commands that run the result, one a line
     */
    public record Outcome(Path file, long bytes, double seconds, ExportFormat format, @Nullable ExportCheck check, List<String> warnings, String use) {}

    /** A cancel leaves the target as it was, and a written one unchecked; it is thrown as a {@link CancellationException}. */
    public static Outcome run(Request request, Progress progress) throws IOException {
        var source = ExportSource.of(request.source(), request.adapter());
        Path out = request.out().toAbsolutePath().normalize();
        ExportResult result = switch (request.format()) {
            case GGUF -> {
                checkFile(out);
                yield Exporter.gguf(source.model(), source.adapter(), request.quantization(), Provenance.of(request.source(), source), request.split(), out, progress);
            }
            case HF -> Exporter.huggingFace(source.model(), source.adapter(), out, progress);
            case PEFT -> Exporter.peft(adapter(source, request.format()), null, out, progress);
            case GGUF_LORA -> {
                checkFile(out);
                yield Exporter.ggufLora(source.model(), adapter(source, request.format()), out, progress);
            }
        };
        var warnings = new ArrayList<>(result.warnings());
        if ((request.format() == ExportFormat.GGUF || request.format() == ExportFormat.GGUF_LORA) && !out.toString().endsWith(".gguf")) {
            warnings.add("most programs show only files that end in .gguf");
        }
        var check = request.check() && !request.format().adapterAlone() ? check(request, source, result.file(), progress) : null;
        if (progress.cancelled()) {
            throw new CancellationException();
        }
        Path made = result.file();
        if (request.format() == ExportFormat.GGUF && made.equals(out)) { // Ollama opens no model in several files
            modelfile(made, source).ifPresent(warnings::add);
        }
        return new Outcome(made, result.bytes(), result.seconds(), request.format(), check, List.copyOf(warnings), use(request.format(), source, made));
    }

    /** Bytes that the export of {@code source} will have; {@code mix} counts for GGUF. */
    public static long size(Path source, @Nullable Path adapter, ExportFormat format, Mix mix) throws IOException {
        return size(source, adapter, format, Quantization.of(mix));
    }

    /** The same with overrides. */
    public static long size(Path source, @Nullable Path adapter, ExportFormat format, Quantization quantization) throws IOException {
        var chosen = ExportSource.of(source, adapter);
        return Exporter.size(format, chosen.model(), format.adapterAlone() ? adapter(chosen, format) : chosen.adapter(), quantization, Provenance.of(source, chosen));
    }

    /** GGUF files of at most {@code split} bytes of tensors that the export of {@code source} will be. */
    public static int files(Path source, @Nullable Path adapter, Quantization quantization, long split) throws IOException {
        var chosen = ExportSource.of(source, adapter);
        try (var base = ModelSource.open(chosen.model()); var lora = chosen.adapter() == null ? null : PeftFolder.open(chosen.adapter())) {
            return new GgufExport(base, lora, quantization).files(split);
        }
    }

    private static Path adapter(ExportSource source, ExportFormat format) {
        if (source.adapter() == null) {
            throw UserError.of("--format " + format.name().toLowerCase(Locale.ROOT).replace('_', '-') + ": wanted an adapter", "a model without one", "name a run folder, or give --adapter");
        }
        return source.adapter();
    }

    /** Another GGUF file may be replaced; anything else there is a slip of the pen. */
    private static void checkFile(Path out) throws IOException {
        if (!Files.isRegularFile(out) || Files.size(out) == 0) {
            return;
        }
        try (var in = Files.newInputStream(out)) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw UserError.of("wanted a new file or a GGUF file to replace", out + ", which is something else", "name another file");
            }
        }
    }

    private static ExportCheck check(Request request, ExportSource source, Path out, Progress progress) {
        if (progress.cancelled()) {
            throw new CancellationException();
        }
        progress.at("comparing with the model", 0, 0);
        try (var torch = Torch.open(request.device())) {
            var precision = request.precision() == TrainingConfig.Precision.AUTO ? Precision.F32 : torch.precision(request.precision());
            return request.format() == ExportFormat.GGUF ? ExportCheck.gguf(torch, precision, source.model(), source.adapter(), request.quantization(), out, progress)
                    : ExportCheck.huggingFace(torch, precision, source.model(), source.adapter(), out, progress);
        }
    }

    private static Optional<String> modelfile(Path gguf, ExportSource source) {
        try (var base = ModelSource.open(source.model()); var written = GgufReader.open(gguf)) {
            return !written.metadata().containsKey("tokenizer.ggml.tokens") ? Optional.empty() : Modelfile.write(gguf, source.model(), ModelConfig.of(base.config()).maxPositions());
        }
    }

    private static String use(ExportFormat format, ExportSource source, Path out) {
        return switch (format) {
            case GGUF -> "llama-cli -m " + quoted(out) + (Files.exists(Modelfile.of(out)) ? "\n" + Modelfile.use(Modelfile.of(out), quoted(Modelfile.of(out))) : "");
            case HF -> "atelier chat " + quoted(out);
            case PEFT -> "atelier chat " + quoted(source.model()) + " --adapter " + quoted(out);
            case GGUF_LORA -> "llama-cli -m BASE.gguf --lora " + quoted(out);
        };
    }

    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./\\\\:+-]+") ? text : "\"" + text + "\"";
    }
}
