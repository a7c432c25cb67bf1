package dev.atelier.engine.io.gguf;

import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.quant.GgmlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Writes GGUF version 3, alignment 32, tensor after tensor; a failure leaves nothing behind. */
public final class GgufWriter {
    private GgufWriter() {}

    /** Writes a tensor's blocks, all of them, to the channel. */
    @FunctionalInterface
    public interface Body {
        void write(WritableByteChannel out) throws IOException;
    }

    /** A tensor to write; {@code shape} outermost dimension first. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only written
    public record Tensor(String name, GgmlType type, long[] shape, Body body) {
        /** Length of the blocks. */
        public long bytes() {
            return type.bytes(TensorSource.elements(shape));
        }
    }

    /** Writes {@code file} under a temporary name and renames it. */
    public static void write(Path file, Map<String, GgufValue> metadata, List<Tensor> tensors) {
        var header = header(metadata, tensors);
        AtomicFiles.write(file, channel -> {
            AtomicFiles.writeFully(channel, ByteBuffer.wrap(header));
            pad(channel);
            for (var tensor : tensors) {
                long start = channel.position();
                tensor.body().write(channel);
                if (channel.position() - start != tensor.bytes()) {
                    throw new IllegalStateException(tensor.name() + ": " + tensor.bytes() + " bytes announced, " + (channel.position() - start) + " given");
                }
                pad(channel);
            }
        });
    }

    /** Bytes of the file that {@link #write} makes. */
    public static long size(Map<String, GgufValue> metadata, List<Tensor> tensors) {
        return padded(header(metadata, tensors).length) + tensors.stream().mapToLong(t -> padded(t.bytes())).sum();
    }

    private static byte[] header(Map<String, GgufValue> metadata, List<Tensor> tensors) {
        var out = new Out();
        out.int32(GgufHeader.MAGIC).int32(GgufHeader.VERSION).int64(tensors.size()).int64(metadata.size());
        metadata.forEach((key, value) -> {
            out.string(key).int32(value.type().id());
            out.value(value);
        });
        long offset = 0;
        var names = new HashSet<String>();
        for (var t : tensors) {
            if (!names.add(t.name())) {
                throw new IllegalArgumentException("tensor named twice: " + t.name());
            }
            out.string(t.name()).int32(t.shape().length);
            for (int d = t.shape().length - 1; d >= 0; d--) {
                out.int64(t.shape()[d]);
            }
            out.int32(t.type().id()).int64(offset);
            offset = padded(offset + t.bytes());
        }
        return out.bytes.toByteArray();
    }

    private static void pad(FileChannel channel) throws IOException {
        AtomicFiles.writeFully(channel, ByteBuffer.allocate((int) (padded(channel.position()) - channel.position())));
    }

    private static long padded(long position) {
        return Math.ceilDiv(position, GgufHeader.ALIGNMENT) * GgufHeader.ALIGNMENT;
    }

    /** The header's own encoding. */
    private static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);

        Out int32(int value) {
            return low(value, 4);
        }

        Out int64(long value) {
            return low(value, 8);
        }

        Out string(String value) {
            var utf8 = value.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        void value(GgufValue value) {
            switch (value) {
                case GgufValue.Text t -> string(t.value());
                case GgufValue.Flag f -> bytes.write(f.value() ? 1 : 0);
                case GgufValue.Real r when r.type() == GgufType.FLOAT32 -> low(Float.floatToRawIntBits((float) r.value()), 4);
                case GgufValue.Real r -> low(Double.doubleToRawLongBits(r.value()), 8);
                case GgufValue.Whole w -> low(w.value(), w.type().minimumBytes());
                case GgufValue.Items items -> {
                    int32(items.element().id()).int64(items.values().size());
                    items.values().forEach(this::value);
                }
            }
        }

        /** The lower {@code count} bytes, lowest first. */
        private Out low(long value, int count) {
            for (int i = 0; i < count; i++) {
                bytes.write((int) (value >>> (8 * i)));
            }
            return this;
        }
    }
}
