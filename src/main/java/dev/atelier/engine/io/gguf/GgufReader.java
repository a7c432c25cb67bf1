package dev.atelier.engine.io.gguf;

import dev.atelier.domain.UserError;
import dev.atelier.engine.quant.GgmlType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A mapped GGUF file whose header has been checked in full. */
public final class GgufReader implements AutoCloseable {
    private final Path file;
    private final Arena arena;
    private final MemorySegment bytes;
    private final GgufHeader header;
    private final Map<String, TensorInfo> tensors;
    /** Where tensors lie that other files of the same model hold. */
    private final Map<String, MemorySegment> elsewhere = new HashMap<>();

    /** A tensor: {@code shape} outermost dimension first (the file has it the other way round), {@code offset} absolute in the file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only read
    public record TensorInfo(String name, GgmlType type, long[] shape, long offset, long bytes) {}

    private GgufReader(Path file, Arena arena, MemorySegment bytes, GgufHeader header) {
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
        this.header = header;
        this.tensors = new LinkedHashMap<>(header.tensors());
    }

    /** Maps and checks {@code file}, and where it is the first of several those beside it; {@link UserError} when it is not what its header says. */
    public static GgufReader open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserError.of("wanted a .gguf file", "no file " + file, "check the path");
        }
        var arena = Arena.ofShared();
        try {
            var bytes = map(file, arena);
            var reader = new GgufReader(file, arena, bytes, GgufHeader.parse(file, bytes));
            for (var other : GgufShards.others(file, reader.metadata())) {
                reader.add(other);
            }
            return reader;
        } catch (IOException e) {
            arena.close();
            throw new UserError(file + ": could not be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asReadOnly();
        }
    }

    private void add(Path other) throws IOException {
        var more = map(other, arena);
        GgufHeader.parse(other, more).tensors().forEach((name, info) -> {
            if (tensors.put(name, info) != null) {
                throw UserError.of(other + ": wanted tensors that no other file of the model has", name, "fetch the files again");
            }
            elsewhere.put(name, more);
        });
    }

    public Path file() {
        return file;
    }

    /** Key-value pairs in the file's order. */
    public Map<String, GgufValue> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /** Tensors by name in the file's order. */
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The text under {@code key}. */
    public Optional<String> text(String key) {
        return header.metadata().get(key) instanceof GgufValue.Text t ? Optional.of(t.value()) : Optional.empty();
    }

    /** The integer under {@code key}. */
    public Optional<Long> whole(String key) {
        return header.metadata().get(key) instanceof GgufValue.Whole w ? Optional.of(w.value()) : Optional.empty();
    }

    /** The number under {@code key}. */
    public Optional<Double> real(String key) {
        return header.metadata().get(key) instanceof GgufValue.Real r ? Optional.of(r.value()) : Optional.empty();
    }

    /** The tensor called {@code name}; {@link UserError} when there is none. */
    public TensorInfo info(String name) {
        var info = tensors.get(name);
        if (info == null) {
            throw UserError.of(file + ": wanted a tensor " + name, "none of that name", "use a file of the right architecture");
        }
        return info;
    }

    /** The tensor's raw blocks, mapped, read-only. */
    public MemorySegment data(String name) {
        var info = info(name);
        return elsewhere.getOrDefault(name, bytes).asSlice(info.offset(), info.bytes());
    }

    /** Rows {@code first} to {@code first + count - 1}, dequantized into {@code into[at]} and after; a row is the innermost dimension. */
    public void rows(String name, long first, int count, float[] into, int at) {
        var info = info(name);
        int columns = columns(info);
        long rowBytes = info.type().bytes(columns);
        var blocks = elsewhere.getOrDefault(name, bytes).asSlice(info.offset() + first * rowBytes, count * rowBytes).toArray(ValueLayout.JAVA_BYTE);
        info.type().reader().dequantize(blocks, 0, into, at, Math.multiplyExact(count, columns));
    }

    /** The innermost dimension. */
    static int columns(TensorInfo info) {
        return info.shape().length == 0 ? 1 : Math.toIntExact(info.shape()[info.shape().length - 1]);
    }

    @Override
    public void close() {
        arena.close();
    }
}
