package dev.atelier.engine.quant.frozen;

import dev.atelier.domain.Progress;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.io.FileStamp;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.io.SafetensorsWriter;
import dev.atelier.engine.io.StoredNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * The matrices of a model's blocks in few bits, and if the format says so its embedding and output matrix in int8, in a file made from the model and made anew when the model changes. Per matrix NAME, stored row by row,
 * it holds the codes as NAME; NAME.scales, float32: of each block or row, or, with double quantization, the scales' mean and the largest distance
 * from it in every 256; and then NAME.absmax, those distances as codes of {@link DynamicMap}.
 */
public final class FrozenFile implements AutoCloseable {
    private static final String STAMP = "stamp";
    private static final FrozenFormat TABLE = new FrozenFormat(Quantization.INT8, false, false);

    private final Safetensors file;
    private final FrozenFormat format;

    private FrozenFile(Safetensors file, FrozenFormat format) {
        this.file = file;
        this.format = format;
    }

    /** The model's file in {@code folder}; made if there is none or an older one, read from {@code source} a piece at a time. */
    public static FrozenFile open(Path folder, ModelSource source, ModelConfig shape, FrozenFormat format, Progress progress) {
        String stamp = stamp(source.path(), format);
        Path file = folder.resolve(source.path().getFileName() + "-" + format.label() + "-" + hash(source.path().toAbsolutePath().toString()).substring(0, 8) + ".safetensors");
        var all = Stream.concat(matrices(shape).stream(), tables(shape, format).stream()).toList();
        return existing(file, stamp, all, format).orElseGet(() -> {
            SafetensorsWriter.writeStreamed(file, Map.of(STAMP, stamp, "format", format.label()), tensors(source, all, format, progress));
            return new FrozenFile(Safetensors.open(file), format);
        });
    }

    /** What of a model is stored in few bits: the matrices of its blocks. */
    public static List<TensorSpec> matrices(ModelConfig shape) {
        return shape.tensors().stream().filter(TensorSpec::linear).toList();
    }

    /** Of the model's embedding and its output matrix, those that are stored too. */
    public List<TensorSpec> tables(ModelConfig shape) {
        return tables(shape, format);
    }

    private static List<TensorSpec> tables(ModelConfig shape, FrozenFormat format) {
        return format.int8Embeddings() ? shape.tables() : List.of();
    }

    private static Optional<FrozenFile> existing(Path path, String stamp, List<TensorSpec> matrices, FrozenFormat format) {
        Safetensors file;
        try {
            file = Safetensors.open(path);
        } catch (UserError e) {
            return Optional.empty(); // none, or one that is damaged: what is made takes its place
        }
        if (stamp.equals(file.metadata().get(STAMP)) && matrices.stream().allMatch(spec -> file.tensors().containsKey(spec.name()))) {
            return Optional.of(new FrozenFile(file, format));
        }
        file.close();
        return Optional.empty();
    }

    private static List<SafetensorsWriter.Streamed> tensors(ModelSource source, List<TensorSpec> matrices, FrozenFormat format, Progress progress) {
        var names = new StoredNames(source);
        long all = matrices.stream().mapToLong(TensorSpec::elements).sum();
        var done = new long[1];
        var piece = new FrozenMatrix.Piece();
        return matrices.stream().flatMap(spec -> new FrozenMatrix(spec.name(), names.of(spec.name()), source, spec.linear() ? format : TABLE, piece, values -> {
            long before = 100 * done[0] / all;
            done[0] = Math.min(all, done[0] + values);
            if (100 * done[0] / all > before) {
                progress.at("quantizing", done[0], all);
            }
            if (progress.cancelled()) {
                throw new CancellationException();
            }
        }).tensors().stream()).toList();
    }

    /** Of the model as it lies there now, and of how it is quantized. */
    private static String stamp(Path model, FrozenFormat format) {
        try {
            return hash(FileStamp.of(model) + " 1 " + format);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("SHA-256", e);
        }
    }

    static String absmax(String name) {
        return name + ".absmax";
    }

    static String scales(String name) {
        return name + ".scales";
    }

    public FrozenFormat format() {
        return format;
    }

    /** The file with its header. */
    public Safetensors file() {
        return file;
    }

    /** A matrix's codes. */
    public Safetensors.TensorInfo codes(String name) {
        return file.info(name);
    }

    /** A matrix's scales in eight bits; only with double quantization. */
    public Safetensors.TensorInfo absmaxOf(String name) {
        return file.info(absmax(name));
    }

    /** A matrix's float32 scales. */
    public Safetensors.TensorInfo scalesOf(String name) {
        return file.info(scales(name));
    }

    @Override
    public void close() {
        file.close();
    }
}
