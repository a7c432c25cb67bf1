package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufArchitecture;
import dev.atelier.engine.io.gguf.GgufArchitectures;
import dev.atelier.engine.io.gguf.GgufValue;
import dev.atelier.engine.io.gguf.GgufWriter;
import dev.atelier.engine.io.gguf.RowOrder;
import dev.atelier.engine.quant.BlockWriter;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model folder, with or without an adapter, to one GGUF file: merged in float32, quantized, written piece by piece. */
final class GgufExport {
    private static final int QUANTIZATION_VERSION = 2;

    private final TensorSource model;
    private final GgufArchitecture architecture;
    private final Mix mix;
    private final BlockWriter blocks;

    private GgufExport(TensorSource model, GgufArchitecture architecture, Mix mix, BlockWriter blocks) {
        this.model = model;
        this.architecture = architecture;
        this.mix = mix;
        this.blocks = blocks;
    }

    static ExportResult write(ModelFolder base, @Nullable PeftFolder adapter, Mix mix, Path out, Progress progress) {
        if (Files.isDirectory(out)) {
            throw UserError.of("wanted a file to write", "the folder " + out, "name a file, such as model.gguf");
        }
        var model = MergedSource.of(base, adapter);
        var architecture = GgufArchitectures.ofConfig(model.config());
        var warnings = new ArrayList<>(architecture.check(model));
        var metadata = metadata(base, model, architecture, mix, warnings);
        var meter = new Meter[1];
        try (var blocks = new BlockWriter(() -> meter[0].cancelled(), bytes -> meter[0].add(bytes))) {
            var tensors = new GgufExport(model, architecture, mix, blocks).tensors();
            meter[0] = new Meter(progress, "writing " + out.getFileName(), tensors.stream().mapToLong(GgufWriter.Tensor::bytes).sum());
            meter[0].check();
            GgufWriter.write(out, metadata, tensors);
            return new ExportResult(out, Files.size(out), meter[0].seconds(), List.copyOf(warnings));
        } catch (IOException e) {
            throw new UserError(out + ": could not be read again: " + e.getMessage(), e);
        }
    }

    /** Bytes of the file that {@link #write} would write. */
    static long size(ModelFolder base, @Nullable PeftFolder adapter, Mix mix) {
        var model = MergedSource.of(base, adapter);
        var architecture = GgufArchitectures.ofConfig(model.config());
        architecture.check(model);
        try (var blocks = new BlockWriter(() -> false, bytes -> {})) {
            return GgufWriter.size(metadata(base, model, architecture, mix, new ArrayList<>()), new GgufExport(model, architecture, mix, blocks).tensors());
        }
    }

    private static Map<String, GgufValue> metadata(ModelFolder base, TensorSource model, GgufArchitecture architecture, Mix mix, List<String> warnings) {
        var keys = new LinkedHashMap<String, GgufValue>();
        var name = base.folder().toAbsolutePath().normalize().getFileName();
        keys.put("general.architecture", GgufValue.of(architecture.name()));
        keys.put("general.type", GgufValue.of("model"));
        keys.put("general.name", GgufValue.of(name == null ? "model" : name.toString()));
        keys.put("general.size_label", GgufValue.of(sizeLabel(model.names().stream().mapToLong(n -> TensorSource.elements(model.shape(n))).sum())));
        keys.put("general.file_type", GgufValue.u32(mix.fileType()));
        keys.put("general.quantization_version", GgufValue.u32(QUANTIZATION_VERSION));
        keys.putAll(architecture.metadata(model.config()));
        keys.putAll(GgufTokenizer.keys(base.folder(), model.config().path("vocab_size").asInt(), warnings));
        return keys;
    }

    private List<GgufWriter.Tensor> tensors() {
        var tensors = new ArrayList<GgufWriter.Tensor>();
        architecture.extraTensors(model.config()).forEach((name, values) -> tensors.add(new GgufWriter.Tensor(name, GgmlType.F32, new long[] {values.length},
                out -> blocks.write(GgmlType.F32, 1, values.length, (first, count, into) -> System.arraycopy(values, 0, into, 0, values.length), out))));
        for (var name : model.names()) {
            architecture.ggufName(name, model.config()).ifPresent(gguf -> tensors.add(tensor(name, gguf)));
        }
        return tensors;
    }

    private GgufWriter.Tensor tensor(String name, String gguf) {
        var shape = model.shape(name);
        boolean givesLogits = gguf.equals("output.weight") || (gguf.equals("token_embd.weight") && GgufArchitecture.tied(model.config()));
        var type = mix.type(new Mix.Place(gguf, shape, givesLogits));
        var order = architecture.rowOrder(name, model.config());
        // a vector whose elements are reordered is a column; any other vector is one row
        int columns = shape.length < 2 && !order.same() ? 1 : Math.toIntExact(shape[shape.length - 1]);
        long rows = TensorSource.elements(shape) / columns;
        return new GgufWriter.Tensor(gguf, type, shape, out -> blocks.write(type, rows, columns, rows(name, columns, order), out));
    }

    private BlockWriter.Rows rows(String name, int columns, RowOrder order) {
        if (order.same()) {
            return (first, count, into) -> model.read(name, first * columns, into, 0, Math.multiplyExact(count, columns));
        }
        return (first, count, into) -> {
            for (int i = 0; i < count; i++) {
                model.read(name, order.huggingFace(first + i) * columns, into, i * columns, columns);
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
