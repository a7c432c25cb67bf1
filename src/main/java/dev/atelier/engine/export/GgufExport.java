package dev.atelier.engine.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufArchitecture;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufShards;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.io.gguf.GgufWriter;
import dev.atelier.engine.io.gguf.TensorLayout;
import dev.atelier.engine.quant.BlockWriter;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Quantization;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model, with or without an adapter, to one GGUF file: merged in float32, quantized, written piece by piece. */
final class GgufExport {
    private static final int QUANTIZATION_VERSION = 2;
    private static final long SLICE = 1 << 20;

    private final ModelSource base;
    private final TensorSource model;
    private final GgufPlan plan;
    private final GgufArchitecture architecture;
    private final JsonNode config;
    private final List<String> warnings;
    private final Map<String, GgufValue> origin;
    private @Nullable Meter meter;

    /** {@link UserError} where the model is none that GGUF has keys and names for. */
    GgufExport(ModelSource base, @Nullable PeftFolder adapter, Quantization quantization) {
        this(base, adapter, quantization, null);
    }

    /** The same; {@code provenance} says where it comes from. */
    GgufExport(ModelSource base, @Nullable PeftFolder adapter, Quantization quantization, @Nullable Provenance provenance) {
        this.origin = provenance == null ? Map.of() : provenance.keys();
        this.base = base;
        this.model = MergedSource.of(base, adapter);
        this.plan = new GgufPlan(base, model, quantization);
        this.architecture = plan.architecture();
        this.config = plan.config();
        this.warnings = new ArrayList<>(architecture.warnings(config));
    }

    ExportResult write(Path out, Progress progress) {
        return write(out, Long.MAX_VALUE, progress);
    }

    /** In several files where there are more than {@code most} bytes of tensors; the result then names the first. */
    ExportResult write(Path out, long most, Progress progress) {
        if (Files.isDirectory(out)) {
            throw UserError.of("wanted a file to write", "the folder " + out, "name a file, such as model.gguf");
        }
        if (sameAsSource(out)) {
            throw UserError.of("wanted another file than the source to write", out.toString(), "name a new file");
        }
        var metadata = metadata();
        try (var blocks = new BlockWriter(() -> meter().cancelled(), bytes -> meter().add(bytes))) {
            var tensors = tensors(blocks);
            DiskSpace.check(out, GgufWriter.size(metadata, tensors));
            meter = new Meter(progress, "writing " + out.getFileName(), tensors.stream().mapToLong(GgufWriter.Tensor::bytes).sum());
            meter.check();
            var files = GgufShards.write(out, metadata, tensors, most);
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return new ExportResult(files.getFirst(), bytes, meter.seconds(), List.copyOf(warnings));
        } catch (IOException e) {
            throw new UserError(out + ": could not be read again: " + e.getMessage(), e);
        }
    }

    private Meter meter() {
        return Objects.requireNonNull(meter);
    }

    private boolean sameAsSource(Path out) {
        try {
            return Files.exists(out) && Files.isSameFile(base.path(), out);
        } catch (IOException e) {
            return false; // writing will say why
        }
    }

    /** Bytes of the file that {@link #write} would write. */
    long size() {
        try (var blocks = new BlockWriter(() -> false, bytes -> {})) {
            return GgufWriter.size(metadata(), tensors(blocks));
        }
    }

    /** Files that {@link #write} would write. */
    int files(long most) {
        try (var blocks = new BlockWriter(() -> false, bytes -> {})) {
            return GgufShards.count(tensors(blocks), most);
        }
    }

    /** Bits of the blocks for each value in them. */
    double bitsPerWeight() {
        try (var blocks = new BlockWriter(() -> false, bytes -> {})) {
            var tensors = tensors(blocks);
            return 8.0 * tensors.stream().mapToLong(GgufWriter.Tensor::bytes).sum() / tensors.stream().mapToLong(t -> TensorSource.elements(t.shape())).sum();
        }
    }

    private Map<String, GgufValue> metadata() {
        var keys = new LinkedHashMap<String, GgufValue>();
        keys.put("general.architecture", GgufValue.of(architecture.name()));
        keys.put("general.type", GgufValue.of("model"));
        keys.put("general.name", GgufValue.of(name()));
        keys.put("general.size_label", GgufValue.of(sizeLabel(model.names().stream().mapToLong(n -> TensorSource.elements(model.shape(n))).sum())));
        keys.put("general.file_type", GgufValue.u32(plan.quantization().mix().fileType()));
        keys.put("general.quantization_version", GgufValue.u32(QUANTIZATION_VERSION));
        keys.putAll(origin);
        keys.putAll(architecture.metadata(config));
        keys.putAll(GgufTokenizer.of(base, config.path("vocab_size").asInt(), warnings));
        return keys;
    }

    private String name() {
        if (base instanceof GgufModel file && file.file().text("general.name").isPresent()) {
            return file.file().text("general.name").get();
        }
        var name = base.path().toAbsolutePath().normalize().getFileName();
        return name == null ? "model" : name.toString();
    }

    private List<GgufWriter.Tensor> tensors(BlockWriter blocks) {
        var tensors = new ArrayList<GgufWriter.Tensor>();
        architecture.extraTensors(config).forEach((name, values) -> tensors.add(new GgufWriter.Tensor(name, GgmlType.F32, new long[] {values.length},
                out -> blocks.write(GgmlType.F32, 1, values.length, (first, count, into) -> System.arraycopy(values, 0, into, 0, values.length), out))));
        for (var name : model.names()) {
            plan.of(name).ifPresent(stored -> tensors.add(tensor(name, stored, blocks)));
        }
        return tensors;
    }

    private GgufWriter.Tensor tensor(String name, GgufPlan.Stored stored, BlockWriter blocks) {
        var type = stored.type();
        if (base instanceof GgufModel file && asStored(file, name, stored.gguf(), type)) {
            return new GgufWriter.Tensor(stored.gguf(), type, stored.shape(), out -> copy(file.file().data(stored.gguf()), out));
        }
        int columns = stored.columns();
        long rows = TensorSource.elements(stored.shape()) / columns;
        return new GgufWriter.Tensor(stored.gguf(), type, stored.shape(), out -> blocks.write(type, rows, columns, stored.importance(), rows(name, columns, stored.layout()), out));
    }

    /** Blocks that would only lose by being read and rounded once more. */
    private boolean asStored(GgufModel file, String name, String gguf, GgmlType type) {
        boolean changed = model instanceof MergedSource merged && merged.changes(name);
        return !changed && file.file().tensors().containsKey(gguf) && file.file().info(gguf).type() == type && file.stored(name).name().equals(gguf);
    }

    private void copy(MemorySegment data, WritableByteChannel out) throws IOException {
        for (long done = 0; done < data.byteSize(); done += SLICE) {
            long n = Math.min(SLICE, data.byteSize() - done);
            meter().check();
            AtomicFiles.writeFully(out, data.asSlice(done, n).asByteBuffer());
            meter().add(n);
        }
    }

    /** The tensor's rows in GGUF's layout. */
    private BlockWriter.Rows rows(String name, int columns, TensorLayout layout) {
        if (layout.transposed()) {
            var all = model.floats(name); // GPT-2's alone: the largest has 10 million elements
            int out = all.length / columns;
            return (first, count, into) -> {
                for (int i = 0; i < count; i++) {
                    for (int j = 0; j < columns; j++) {
                        into[i * columns + j] = all[(int) (first + i) + j * out];
                    }
                }
            };
        }
        return (first, count, into) -> {
            if (layout.rows().same()) {
                model.read(name, first * columns, into, 0, Math.multiplyExact(count, columns));
            } else {
                for (int i = 0; i < count; i++) {
                    model.read(name, layout.rows().huggingFace(first + i) * columns, into, i * columns, columns);
                }
            }
            if (layout.added() != 0) {
                for (int i = 0; i < count * columns; i++) {
                    into[i] += layout.added();
                }
            }
        };
    }

    /** gguf-py's model_weight_count_rounded_notation: 1.2B, 4.6M, 135M. */
    static String sizeLabel(long parameters) {
        double scaled = parameters > 1e12 ? parameters * 1e-12 : parameters > 1e9 ? parameters * 1e-9 : parameters > 1e6 ? parameters * 1e-6 : parameters * 1e-3;
        var suffix = parameters > 1e12 ? "T" : parameters > 1e9 ? "B" : parameters > 1e6 ? "M" : "K";
        long whole = Math.round(scaled);
        int decimals = Math.max(2 - (whole == 0 ? 0 : Long.toString(whole).length()), 0);
        return String.format(Locale.ROOT, "%." + decimals + "f", scaled) + suffix;
    }
}
