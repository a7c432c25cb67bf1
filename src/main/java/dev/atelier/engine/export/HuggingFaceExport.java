package dev.atelier.engine.export;

import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.quant.BlockWriter;
import dev.atelier.engine.quant.GgmlType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model with an adapter merged in, as a model folder: each tensor in the base's own type (float32 for quantized ones), the merge itself in float32. */
final class HuggingFaceExport {
    static final String WEIGHTS = "model.safetensors";

    private final ModelSource base;
    private final TensorSource model;

    HuggingFaceExport(ModelSource base, @Nullable PeftFolder adapter) {
        this.base = base;
        this.model = MergedSource.of(base, adapter);
    }

    ExportResult write(Path out, Progress progress) {
        var companions = Companions.of(base);
        if (!model.config().equals(base.config())) {
            companions.put("config.json", Json.pretty(model.config()).getBytes(StandardCharsets.UTF_8)); // an adapter with classes of its own
        }
        var meter = new Meter(progress, "writing " + out.getFileName(), weightBytes());
        DiskSpace.check(out, size());
        meter.check();
        try (var blocks = new BlockWriter(meter::cancelled, meter::add)) {
            var tensors = model.names().stream().map(name -> new SafetensorsWriter.Streamed(name, dtype(name), model.shape(name), body(name, blocks, meter))).toList();
            AtomicFiles.writeFolder(out, folder -> {
                for (var companion : companions.entrySet()) {
                    Files.write(folder.resolve(companion.getKey()), companion.getValue());
                }
                SafetensorsWriter.writeStreamed(folder.resolve(WEIGHTS), Map.of("format", "pt"), tensors);
            });
        }
        return new ExportResult(out, Exporter.size(out), meter.seconds(), companions.containsKey("tokenizer.json") || base instanceof ModelFolder ? List.of()
                : List.of("the file has no tokenizer: the folder takes token ids, not text"));
    }

    /** Bytes of the folder that {@link #write} would write, but for the weights' header. */
    long size() {
        return weightBytes() + Companions.of(base).values().stream().mapToLong(content -> content.length).sum();
    }

    private long weightBytes() {
        return model.names().stream().mapToLong(name -> TensorSource.elements(model.shape(name)) * dtype(name).bytes()).sum();
    }

    private DType dtype(String name) {
        return base.names().contains(name) ? base.dtype(name) : DType.F32;
    }

    private SafetensorsWriter.Body body(String name, BlockWriter blocks, Meter meter) {
        if (base instanceof ModelFolder folder && !(model instanceof MergedSource merged && merged.changes(name))) {
            var found = folder.find(name);
            return out -> {
                meter.check();
                SafetensorsWriter.writeSegment(out, found.file().data(name));
                meter.add(found.info().bytes());
            };
        }
        var shape = model.shape(name);
        int columns = Math.toIntExact(shape[shape.length - 1]);
        return out -> blocks.write(type(dtype(name)), TensorSource.elements(shape) / columns, columns,
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
