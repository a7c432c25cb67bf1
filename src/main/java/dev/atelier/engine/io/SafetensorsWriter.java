package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes .safetensors, one tensor in memory at a time; a failure leaves nothing behind. */
public final class SafetensorsWriter {
    /** The data section starts at a multiple of this, so that any dtype's view of the mapped file is aligned. */
    static final int ALIGNMENT = 64;

    /** Mapped segments of any size are handed on in pieces of this many bytes (a ByteBuffer holds less than 2 GiB). */
    private static final long PIECE = 1L << 26;

    private SafetensorsWriter() {}

    /** A tensor to write; {@code data} is asked once, when its turn comes, and must give exactly the shape's bytes, little-endian. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only written
    public record Entry(String name, DType dtype, long[] shape, Supplier<MemorySegment> data) {
        /** Float32 values in row-major order. */
        public static Entry ofFloats(String name, long[] shape, float[] values) {
            return new Entry(name, DType.F32, shape, () -> {
                var bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(4, values.length)]);
                FloatCodec.encode(DType.F32, values, 0, values.length, bytes, 0);
                return bytes;
            });
        }

        /** The same as one that is written when its turn comes. */
        Streamed streamed() {
            return new Streamed(name, dtype, shape, out -> writeSegment(out, data.get()));
        }
    }

    /** Writes a tensor's bytes, all of them, to the channel. */
    @FunctionalInterface
    public interface Body {
        void write(WritableByteChannel out) throws IOException;
    }

    /** A tensor that is written piece by piece. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only written
    public record Streamed(String name, DType dtype, long[] shape, Body body) {
        /** Length in the file. */
        public long bytes() {
            return TensorSource.elements(shape) * dtype.bytes();
        }
    }

    /** Writes tensors that are whole in memory, each when its turn comes. */
    public static void write(Path file, Map<String, String> metadata, List<Entry> entries) {
        writeStreamed(file, metadata, entries.stream().map(Entry::streamed).toList());
    }

    /**
     * Writes {@code file} under a temporary name and renames it. Tensors are laid out by falling element size, else in the order given, so that
     * each is aligned to its element size without gaps.
     */
    public static void writeStreamed(Path file, Map<String, String> metadata, List<Streamed> tensors) {
        var order = tensors.stream().sorted(Comparator.comparingInt((Streamed e) -> -e.dtype().bytes())).toList();
        var header = header(metadata, order);
        AtomicFiles.write(file, channel -> {
            AtomicFiles.writeFully(channel, header);
            for (var entry : order) {
                writeData(channel, entry);
            }
        });
    }

    private static ByteBuffer header(Map<String, String> metadata, List<Streamed> order) {
        var root = Json.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            metadata.forEach(root.putObject("__metadata__")::put);
        }
        long offset = 0;
        var names = new HashSet<String>();
        for (var e : order) {
            if (!names.add(e.name())) {
                throw new IllegalArgumentException("tensor named twice: " + e.name());
            }
            describe(root.putObject(e.name()), e, offset);
            offset += e.bytes();
        }
        var json = Json.line(root).getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(8 + json.length, ALIGNMENT) * ALIGNMENT;
        var buffer = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded - 8).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static void describe(ObjectNode node, Streamed e, long offset) {
        node.put("dtype", e.dtype().name());
        var shape = node.putArray("shape");
        for (long d : e.shape()) {
            shape.add(d);
        }
        node.putArray("data_offsets").add(offset).add(offset + e.bytes());
    }

    private static void writeData(FileChannel channel, Streamed tensor) throws IOException {
        long start = channel.position();
        tensor.body().write(channel);
        if (channel.position() - start != tensor.bytes()) {
            throw new IllegalStateException(tensor.name() + ": " + tensor.bytes() + " bytes announced, " + (channel.position() - start) + " given");
        }
    }

    /** All bytes of a segment, heap or native, of any length. */
    public static void writeSegment(WritableByteChannel channel, MemorySegment data) throws IOException {
        try (var arena = Arena.ofConfined()) {
            // a segment over an array of floats or shorts has no ByteBuffer view: go through a native one
            var copy = data.isNative() || data.heapBase().filter(b -> b instanceof byte[]).isPresent()
                    ? MemorySegment.NULL : arena.allocate(Math.min(PIECE, Math.max(1, data.byteSize())));
            for (long at = 0; at < data.byteSize(); at += PIECE) {
                var piece = data.asSlice(at, Math.min(PIECE, data.byteSize() - at));
                var source = copy.byteSize() == 0 ? piece : copy.asSlice(0, piece.byteSize()).copyFrom(piece);
                AtomicFiles.writeFully(channel, source.asByteBuffer());
            }
        }
    }
}
