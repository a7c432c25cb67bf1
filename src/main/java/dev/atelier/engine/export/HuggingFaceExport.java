package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.quant.BlockWriter;
import dev.atelier.engine.quant.GgmlType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model folder with an adapter merged in, as another model folder: each tensor in the base's own type, the merge itself in float32. */
final class HuggingFaceExport {
    /** What makes a folder a model beside its weights. */
    static final List<String> COMPANIONS = List.of("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
            "added_tokens.json", "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja", "chat_template.json");
    static final String WEIGHTS = "model.safetensors";

    private HuggingFaceExport() {}

    static ExportResult write(ModelFolder base, @Nullable PeftFolder adapter, Path out, Progress progress) {
        var model = MergedSource.of(base, adapter);
        long total = base.names().stream().mapToLong(n -> base.find(n).info().bytes()).sum();
        var meter = new Meter(progress, "writing " + out.getFileName(), total);
        meter.check();
        try (var blocks = new BlockWriter(meter::cancelled, meter::add)) {
            var tensors = new ArrayList<SafetensorsWriter.Streamed>();
            for (var name : model.names()) {
                var info = base.find(name).info();
                tensors.add(new SafetensorsWriter.Streamed(name, info.dtype(), info.shape(), body(base, model, name, blocks, meter)));
            }
            AtomicFiles.writeFolder(out, folder -> {
                for (var companion : COMPANIONS) {
                    if (Files.isRegularFile(base.folder().resolve(companion))) {
                        Files.write(folder.resolve(companion), Files.readAllBytes(base.folder().resolve(companion)));
                    }
                }
                SafetensorsWriter.writeStreamed(folder.resolve(WEIGHTS), Map.of("format", "pt"), tensors);
            });
        }
        return new ExportResult(out, Exporter.size(out), meter.seconds(), List.of());
    }

    /** Bytes of the folder that {@link #write} would write, but for some of the weights' header. */
    static long size(ModelFolder base) throws IOException {
        long total = base.files().stream().mapToLong(file -> file.dataStart()).sum() + base.names().stream().mapToLong(n -> base.find(n).info().bytes()).sum();
        for (var companion : COMPANIONS) {
            Path file = base.folder().resolve(companion);
            total += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return total;
    }

    private static SafetensorsWriter.Body body(ModelFolder base, TensorSource model, String name, BlockWriter blocks, Meter meter) {
        var found = base.find(name);
        if (!(model instanceof MergedSource merged) || !merged.changes(name)) {
            return out -> {
                meter.check();
                SafetensorsWriter.writeSegment(out, found.file().data(name));
                meter.add(found.info().bytes());
            };
        }
        var shape = found.info().shape();
        int columns = Math.toIntExact(shape[shape.length - 1]);
        return out -> blocks.write(type(found.info().dtype()), found.info().elements() / columns, columns,
                (first, count, into) -> model.read(name, first * columns, into, 0, Math.multiplyExact(count, columns)), out);
    }

    private static GgmlType type(DType dtype) {
        return switch (dtype) {
            case F64 -> GgmlType.F64;
            case F32 -> GgmlType.F32;
            case F16 -> GgmlType.F16;
            case BF16 -> GgmlType.BF16;
            default -> throw new IllegalArgumentException(dtype + " is not a float type"); // MergedSource has read it already
        };
    }
}
