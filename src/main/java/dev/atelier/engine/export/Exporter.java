package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model, with or without an adapter, in one of the {@link ExportFormat}s. A cancel ({@link java.util.concurrent.CancellationException}), a
 * full disk or any other failure leaves the target as it was.
 */
public final class Exporter {
    private static final Set<String> ADAPTER_FILES = Set.of(PeftFolder.CONFIG, PeftFolder.WEIGHTS);

    private Exporter() {}

    /** One GGUF file; the adapter is merged in float32 before quantization. */
    public static ExportResult gguf(Path model, @Nullable Path adapter, Mix mix, Path out, Progress progress) {
        return gguf(model, adapter, Quantization.of(mix), out, progress);
    }

    /** The same with overrides and an importance. */
    public static ExportResult gguf(Path model, @Nullable Path adapter, Quantization quantization, Path out, Progress progress) {
        return gguf(model, adapter, quantization, null, Long.MAX_VALUE, out, progress);
    }

    /** The same in several files where there are more than {@code most} bytes of tensors; {@code provenance} says where it comes from. */
    static ExportResult gguf(Path model, @Nullable Path adapter, Quantization quantization, @Nullable Provenance provenance, long most, Path out, Progress progress) {
        try (var base = ModelSource.open(model); var lora = adapter == null ? null : PeftFolder.open(adapter)) {
            return new GgufExport(base, lora, quantization, provenance).write(out, most, progress);
        }
    }

    /** A Hugging Face folder with the adapter merged in, in the base model's own dtypes. */
    public static ExportResult huggingFace(Path model, @Nullable Path adapter, Path out, Progress progress) {
        var files = new TreeSet<>(Companions.NAMES);
        files.add(HuggingFaceExport.WEIGHTS);
        checkTarget(out, files);
        try (var base = ModelSource.open(model); var lora = adapter == null ? null : PeftFolder.open(adapter)) {
            if (Files.exists(out) && Files.isSameFile(base.path(), out)) {
                throw UserError.of("wanted another folder than the base model's", out.toString(), "name a new folder");
            }
            return new HuggingFaceExport(base, lora).write(out, progress);
        } catch (IOException e) {
            throw new UserError(out + ": could not be read: " + e.getMessage(), e);
        }
    }

    /** The adapter by itself; {@code baseModel} is what its configuration then names, null to keep what it names now. */
    public static ExportResult peft(Path adapter, @Nullable String baseModel, Path out, Progress progress) {
        checkTarget(out, ADAPTER_FILES);
        try (var lora = PeftFolder.open(adapter)) {
            var meter = new Meter(progress, "writing " + out.getFileName(), size(adapter));
            meter.check();
            lora.copyTo(out, baseModel == null ? lora.config().baseModelNameOrPath() : baseModel);
            long bytes = size(out);
            meter.add(bytes);
            return new ExportResult(out, bytes, meter.seconds(), List.of());
        }
    }

    /** The adapter by itself as a GGUF file. */
    public static ExportResult ggufLora(Path model, Path adapter, Path out, Progress progress) {
        try (var base = ModelSource.open(model); var lora = PeftFolder.open(adapter)) {
            return new GgufLoraExport(base, lora).write(out, progress);
        }
    }

    /** Bytes that an export will have, by headers alone; {@code quantization} counts for GGUF. */
    static long size(ExportFormat format, Path model, @Nullable Path adapter, Quantization quantization, Provenance provenance) throws IOException {
        if (format == ExportFormat.PEFT) {
            Path folder = Objects.requireNonNull(adapter);
            return Files.size(folder.resolve(PeftFolder.CONFIG)) + Files.size(folder.resolve(PeftFolder.WEIGHTS));
        }
        try (var base = ModelSource.open(model); var lora = adapter == null ? null : PeftFolder.open(adapter)) {
            return switch (format) {
                case GGUF -> new GgufExport(base, lora, quantization, provenance).size();
                case GGUF_LORA -> new GgufLoraExport(base, Objects.requireNonNull(lora)).size();
                default -> new HuggingFaceExport(base, lora).size();
            };
        }
    }

    /** A folder is replaced only if all it holds is what would be written anyway. */
    private static void checkTarget(Path out, Set<String> written) {
        if (!Files.exists(out)) {
            return;
        }
        try (var files = Files.list(out)) {
            var other = files.map(f -> f.getFileName().toString()).filter(n -> !written.contains(n)).findFirst();
            if (other.isPresent()) {
                throw UserError.of("wanted a new or empty folder to write", out + " with " + other.get() + " in it", "name another folder");
            }
        } catch (IOException e) {
            throw UserError.of("wanted a folder to write", out.toString(), "name a folder");
        }
    }

    /** Bytes of the files directly in {@code folder}. */
    static long size(Path folder) {
        try (var files = Files.list(folder)) {
            long total = 0;
            for (var file : files.toList()) {
                total += Files.size(file);
            }
            return total;
        } catch (IOException e) {
            throw new UserError(folder + ": could not be read: " + e.getMessage(), e);
        }
    }
}
