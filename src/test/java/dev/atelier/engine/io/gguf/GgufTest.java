package dev.atelier.engine.io.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import dev.atelier.engine.quant.GgmlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {
    private static final Path REFERENCE = Path.of("src/test/resources/gguf/ref-f32.gguf");

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void everyKindOfValueIsReadAgain() {
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("u8", new GgufValue.Whole(GgufType.UINT8, 255));
        metadata.put("i8", new GgufValue.Whole(GgufType.INT8, -1));
        metadata.put("u16", new GgufValue.Whole(GgufType.UINT16, 65535));
        metadata.put("i16", new GgufValue.Whole(GgufType.INT16, -2));
        metadata.put("u32", GgufValue.u32(0xffffffffL));
        metadata.put("i32", new GgufValue.Whole(GgufType.INT32, -3));
        metadata.put("u64", new GgufValue.Whole(GgufType.UINT64, -1));
        metadata.put("i64", new GgufValue.Whole(GgufType.INT64, Long.MIN_VALUE));
        metadata.put("f32", GgufValue.f32(1e-5));
        metadata.put("f64", new GgufValue.Real(GgufType.FLOAT64, Math.PI));
        metadata.put("yes", GgufValue.of(true));
        metadata.put("text", GgufValue.of("Ġé\u0000😀"));
        metadata.put("none", GgufValue.strings(List.of()));
        metadata.put("nested", new GgufValue.Items(GgufType.ARRAY, List.of(GgufValue.i32s(List.of(1, -2)), GgufValue.strings(List.of("", "b")))));
        metadata.put("floats", GgufValue.f32s(List.of(1f, -0f)));
        var file = folder.resolve("a.gguf");
        GgufWriter.write(file, metadata, List.of(
                new GgufWriter.Tensor("odd", GgmlType.F16, new long[] {3}, out -> out.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}))),
                new GgufWriter.Tensor("next", GgmlType.Q8_0, new long[] {2, 32}, out -> out.write(ByteBuffer.wrap(new byte[68])))));
        try (var read = GgufReader.open(file)) {
            assertThat(read.metadata()).isEqualTo(metadata);
            assertThat(List.copyOf(read.metadata().keySet())).isEqualTo(List.copyOf(metadata.keySet()));
            assertThat(read.data("odd").toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(read.info("next").shape()).containsExactly(2, 32);
            assertThat(read.tensors().values()).allMatch(t -> t.offset() % 32 == 0);
        }
    }

    @Test
    void llamaCppsOwnFileIsReadAndWrittenAgainByteForByte() throws IOException {
        var copy = folder.resolve("copy.gguf");
        try (var file = GgufReader.open(REFERENCE)) {
            assertThat(file.text("general.architecture")).contains("llama");
            var tensors = file.tensors().values().stream()
                    .map(t -> new GgufWriter.Tensor(t.name(), t.type(), t.shape(), out -> out.write(file.data(t.name()).asByteBuffer()))).toList();
            GgufWriter.write(copy, file.metadata(), tensors);
        }
        assertThat(Files.mismatch(copy, REFERENCE)).isEqualTo(-1);
    }

    @Test
    void truncationsAreRefused() throws IOException {
        var whole = Files.readAllBytes(REFERENCE);
        for (int length : new int[] {0, 3, 4, 8, 20, 24, 100, 400, 1000, 5000, whole.length / 2, whole.length - 4}) {
            refused(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void liesAreRefused() throws IOException {
        refused(header(b -> b.putInt(0x46554746).putInt(3).putLong(0).putLong(0)));
        refused(header(b -> b.putInt(GgufHeader.MAGIC).putInt(1).putLong(0).putLong(0)));
        refused(header(b -> b.putInt(GgufHeader.MAGIC).putInt(3).putLong(Long.MAX_VALUE).putLong(0)));
        refused(header(b -> b.putInt(GgufHeader.MAGIC).putInt(3).putLong(0).putLong(-1)));
        refused(header(b -> pair(start(b, 0, 1), Long.MAX_VALUE, 8))); // a string of 2^63 bytes
        refused(header(b -> pair(start(b, 0, 1), 1, 99))); // no such type
        refused(header(b -> pair(start(b, 0, 1), 1, 9).putInt(8).putLong(1L << 60))); // an array of 2^60 strings
        refused(header(b -> { // arrays in arrays in arrays ...
            pair(start(b, 0, 1), 1, 9);
            for (int i = 0; i < 100; i++) {
                b.putInt(9).putLong(1);
            }
        }));
        refused(header(b -> pair(pair(start(b, 0, 2), 1, 7).put((byte) 1), 1, 7).put((byte) 1))); // the same key twice
        refused(header(b -> tensor(start(b, 1, 0), new long[] {1, 1, 1, 1, 1}, 0, 0)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {}, 0, 0)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {0}, 0, 0)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {-1}, 0, 0)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {1 << 30, 1 << 30, 1 << 30}, 0, 0)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {4}, 77, 0)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {4}, 0, 16))); // not aligned
        refused(header(b -> tensor(start(b, 1, 0), new long[] {4}, 0, 1L << 40)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {4}, 0, -32)));
        refused(header(b -> tensor(start(b, 1, 0), new long[] {33}, 8, 0))); // not whole blocks
        refused(header(b -> tensor(tensor(start(b, 2, 0), new long[] {4}, 0, 0), new long[] {4}, 0, 32))); // the same name twice
        refused(header(b -> pair(start(b, 0, 1), 1L << 31, 8)));
        refused(header(b -> pair(start(b, 0, 1), 1, 8).putLong(-1)));
        refused(header(b -> start(b, 0, 1).putLong(17).put("general.alignment".getBytes(StandardCharsets.UTF_8)).putInt(4).putInt(0)));
        refused(header(b -> start(b, 0, 1).putLong(17).put("general.alignment".getBytes(StandardCharsets.UTF_8)).putInt(4).putInt(48)));
        refused(header(b -> start(b, 0, 1).putLong(17).put("general.alignment".getBytes(StandardCharsets.UTF_8)).putInt(6).putFloat(32)));
        accepted(header(b -> tensor(start(b, 1, 0), new long[] {4}, 0, 0)));
        accepted(header(b -> tensor(start(b, 1, 0), new long[] {4, 2}, 1, 32)));
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        refusal(header(b -> b.putInt(GgufHeader.MAGIC).putInt(1).putInt(0).putInt(0))).hasMessageContaining("found version 1");
        refusal(header(b -> b.putInt(GgufHeader.MAGIC).putInt(0x03000000).putInt(0))).hasMessageContaining("found a big-endian file");
        refusal(header(b -> tensor(start(b, 1, 0), new long[] {4}, 77, 0))).hasMessageContaining("tensor t").hasMessageContaining("found number 77");
        accepted(header(b -> b.putInt(GgufHeader.MAGIC).putInt(2).putLong(0).putLong(0)));
    }

    @Test
    void aHeaderThatFillsTheMemoryIsRefused() throws IOException {
        var file = folder.resolve("big.gguf");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) { // an array of 2^29 numbers, all there
            channel.write(pair(start(ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN), 0, 1), 1, 9).putInt(0).putLong(1 << 29).flip());
            channel.write(ByteBuffer.allocate(1), 1L << 30);
        }
        assertThatThrownBy(() -> GgufReader.open(file)).isInstanceOf(UserError.class).hasMessageContaining("256 MB");
    }

    @Test
    void overlapsAreRefused() throws IOException {
        accepted(header(b -> {
            tensor(start(b, 2, 0), new long[] {4}, 0, 0);
            b.putLong(1).put((byte) 'u').putInt(1).putLong(4).putInt(0).putLong(32);
        }));
        refused(header(b -> {
            tensor(start(b, 2, 0), new long[] {16}, 0, 0);
            b.putLong(1).put((byte) 'u').putInt(1).putLong(4).putInt(0).putLong(32);
        }));
    }

    @Test
    void aFailingTensorLeavesNothing() {
        assertThatThrownBy(() -> GgufWriter.write(folder.resolve("a.gguf"), Map.of(),
                List.of(new GgufWriter.Tensor("t", GgmlType.F32, new long[] {9}, out -> {
                    out.write(ByteBuffer.allocate(8));
                    throw new IOException("No space left on device");
                })))).isInstanceOf(UserError.class).hasMessageContaining("No space left");
        assertThat(folder.toFile().list()).isEmpty();
    }

    private static ByteBuffer start(ByteBuffer b, long tensors, long pairs) {
        return b.putInt(GgufHeader.MAGIC).putInt(3).putLong(tensors).putLong(pairs);
    }

    private static ByteBuffer pair(ByteBuffer b, long keyLength, int type) {
        return b.putLong(keyLength).put((byte) 'k').putInt(type);
    }

    private static ByteBuffer tensor(ByteBuffer b, long[] dimensions, int type, long offset) {
        b.putLong(1).put((byte) 't').putInt(dimensions.length);
        for (long d : dimensions) {
            b.putLong(d);
        }
        return b.putInt(type).putLong(offset);
    }

    /** The header, padded to 32 bytes, and 64 bytes of data. */
    private static byte[] header(Consumer<ByteBuffer> content) {
        var buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        content.accept(buffer);
        var out = new ByteArrayOutputStream();
        out.write(buffer.array(), 0, Math.ceilDiv(buffer.position(), 32) * 32 + 64);
        return out.toByteArray();
    }

    private void refused(byte[] content) throws IOException {
        refusal(content);
    }

    private AbstractThrowableAssert<?, ?> refusal(byte[] content) throws IOException {
        var file = folder.resolve("bad.gguf");
        Files.write(file, content);
        return assertThatThrownBy(() -> GgufReader.open(file).close()).isInstanceOf(UserError.class).hasMessageContaining("bad.gguf").hasMessageNotContaining("\n");
    }

    private void accepted(byte[] content) throws IOException {
        var file = folder.resolve("good.gguf");
        Files.write(file, content);
        GgufReader.open(file).close();
    }
}
