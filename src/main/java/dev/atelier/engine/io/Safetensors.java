package dev.atelier.engine.io;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/**
 * A mapped .safetensors file: 8 bytes of header length, a JSON header, tensor data. The header is checked in full before anything is read
 * through it. https://huggingface.co/docs/safetensors
 */
public final class Safetensors implements AutoCloseable {
    private final Path file;
    private final Arena arena;
    private final MemorySegment bytes;
    private final SafetensorsHeader header;

    /** One tensor: {@code offset} is absolute in the file, {@code bytes} its length. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only read
    public record TensorInfo(String name, DType dtype, long[] shape, long offset, long bytes) {
        public long elements() {
            return bytes / dtype.bytes();
        }

        @Override
        public String toString() {
            return name + " " + dtype + " " + Arrays.toString(shape);
        }
    }

    private Safetensors(Path file, Arena arena, MemorySegment bytes, SafetensorsHeader header) {
        this.file = file;
        this.arena = arena;
        this.bytes = bytes;
        this.header = header;
    }

    /** Maps and checks {@code file}; {@link UserError} when it is not what its header says. */
    public static Safetensors open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserError.of("wanted a .safetensors file", "no file " + file, "check the path");
        }
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asReadOnly();
            return new Safetensors(file, arena, bytes, SafetensorsHeader.parse(file, bytes));
        } catch (IOException e) {
            arena.close();
            throw new UserError(file + ": could not be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** By name, in the order of their data. */
    public Map<String, TensorInfo> tensors() {
        return header.tensors();
    }

    /** The header's free text pairs. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** Length of the file in bytes. */
    public long size() {
        return bytes.byteSize();
    }

    /** Where the data section starts in the file. */
    public long dataStart() {
        return header.dataStart();
    }

    /** The tensor called {@code name}; {@link UserError} when there is none. */
    public TensorInfo info(String name) {
        var info = header.tensors().get(name);
        if (info == null) {
            throw UserError.of(file + ": wanted a tensor " + name, "none of that name", "use a file of the right architecture");
        }
        return info;
    }

    /** The tensor's bytes, mapped, read-only, little-endian. */
    public MemorySegment data(String name) {
        var info = info(name);
        return bytes.asSlice(info.offset(), info.bytes());
    }

    /** All elements as float32; the tensor must be F64, F32, F16, BF16, F8_E4M3 or F8_E5M2. */
    public float[] floats(String name) {
        long count = info(name).elements();
        if (count > Integer.MAX_VALUE - 8) {
            throw UserError.of(file + ": tensor " + name + ": wanted at most 2^31 elements in one piece", Long.toString(count), "read it in parts");
        }
        var all = new float[(int) count];
        read(name, 0, all, 0, all.length);
        return all;
    }

    /** {@code count} elements as float32 from row-major index {@code first} on. */
    public void read(String name, long first, float[] into, int at, int count) {
        var info = info(name);
        if (!info.dtype().isFloat()) {
            throw UserError.of(file + ": tensor " + name + ": wanted F64, F32, F16, BF16, F8_E4M3 or F8_E5M2", info.dtype().name(), "use weights in one of those types");
        }
        if (first < 0 || count < 0 || first > info.elements() - count) {
            throw new IndexOutOfBoundsException(info + ": elements " + first + " + " + count);
        }
        FloatCodec.decode(info.dtype(), bytes, info.offset() + first * info.dtype().bytes(), into, at, count);
    }

    @Override
    public void close() {
        arena.close();
    }
}
