package dev.atelier.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void writtenIsReadAgain() {
        var file = folder.resolve("a.safetensors");
        var bytes = new byte[3];
        new Random(1).nextBytes(bytes);
        float[] values = {1, -2.5f, 3e-5f, Float.MAX_VALUE, 0, -0f};
        var bf16 = MemorySegment.ofArray(new byte[12]);
        FloatCodec.encode(DType.BF16, values, 0, 6, bf16, 0);
        SafetensorsWriter.write(file, Map.of("format", "pt"), List.of(
                new SafetensorsWriter.Entry("small", DType.U8, new long[] {3}, () -> MemorySegment.ofArray(bytes)),
                new SafetensorsWriter.Entry("half", DType.BF16, new long[] {2, 3}, () -> bf16),
                SafetensorsWriter.Entry.ofFloats("full", new long[] {3, 2}, values)));
        try (var read = Safetensors.open(file)) {
            assertThat(read.metadata()).containsEntry("format", "pt");
            assertThat(read.dataStart() % 64).isZero();
            assertThat(read.tensors().values()).allMatch(t -> t.offset() % t.dtype().bytes() == 0).hasSize(3);
            assertThat(read.floats("full")).isEqualTo(values);
            assertThat(read.floats("half")).containsExactly(1, -2.5f, FloatCodec.bf16ToFloat(FloatCodec.floatToBf16(3e-5f)), Float.POSITIVE_INFINITY, 0, -0f);
            assertThat(read.data("small").toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
            assertThat(read.info("half").shape()).containsExactly(2, 3);
            assertThatThrownBy(() -> read.floats("small")).isInstanceOf(UserError.class).hasMessageContaining("U8");
            assertThatThrownBy(() -> read.floats("none")).isInstanceOf(UserError.class);
        }
        assertThat(folder.toFile().list()).containsExactly("a.safetensors");
    }

    @Test
    void readsWhatTheReferenceWrote() {
        try (var model = ModelFolder.open(Path.of("src/test/resources/parity/llama"))) {
            assertThat(model.names()).hasSize(21).contains("model.layers.1.mlp.up_proj.weight");
            assertThat(model.shape("model.layers.1.mlp.up_proj.weight")).containsExactly(128, 64);
            assertThat(model.floats("model.norm.weight")).hasSize(64);
            assertThat(model.config().path("model_type").asText()).isEqualTo("llama");
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        var whole = Files.readAllBytes(Path.of("src/test/resources/parity/llama/adapter_init/adapter_model.safetensors"));
        for (int length : new int[] {0, 1, 7, 8, 100, 3487, 3488, 3489, whole.length - 1}) {
            refused(Arrays.copyOf(whole, length));
        }
        refused(Arrays.copyOf(whole, whole.length + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", // overlap
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", // twice
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", // gap
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", // shape
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}", // dtype
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9223372036854775807]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,2],\"data_offsets\":[0,8]}}", // overflows
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]},\"b\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}", // 2^64 is 0
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[18446744073709551618],\"data_offsets\":[0,8]}}", // 2^64 + 2
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[[2]],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", // a key twice
        "{\"__metadata__\":{\"a\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", // not a text
        "{\"__metadata__\":[],\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {}",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "{\"a\":7}", "{\"a\":null}", "[]", "{", "7", "{}"})
    void liesAreRefused(String header) throws IOException {
        refused(file(header, 8));
    }

    @Test
    void emptyTensorsAndSingleNumbersAreLegal() throws IOException {
        var file = folder.resolve("a.safetensors");
        Files.write(file, file("""
                {"none":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]},"one":{"dtype":"F32","shape":[],"data_offsets":[0,4],"later":{"a":[1]}},
                 "two":{"dtype":"U16","shape":[2],"data_offsets":[4,8]},"":{"dtype":"BOOL","shape":[3,0],"data_offsets":[8,8]}}
                """, 8));
        try (var read = Safetensors.open(file)) {
            assertThat(read.tensors().keySet()).containsExactly("none", "one", "two", "");
            assertThat(read.floats("none")).isEmpty();
            assertThat(read.floats("one")).containsExactly(0);
        }
        Files.write(file, file("{}", 0));
        try (var read = Safetensors.open(file)) {
            assertThat(read.tensors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F4", "F6_E2M3", "f32", "Q4_0"})
    void anUnknownTypeIsNamed(String type) throws IOException {
        var file = folder.resolve("a.safetensors");
        Files.write(file, file("{\"layer.7\":{\"dtype\":\"" + type + "\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8));
        assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(UserError.class).hasMessageContaining("layer.7").hasMessageContaining("found " + type);
    }

    @Test
    void deepWideAndHugeJsonIsRefusedQuickly() throws IOException {
        refused(file("{\"a\":" + "[".repeat(1_000_000), 8));
        refused(file("{\"a\":{\"dtype\":" + "{\"b\":".repeat(1000) + "1" + "}".repeat(1000), 8));
        refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(1_000_000) + "1],\"data_offsets\":[0,4]}}", 4));
        refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[" + "9".repeat(100_000) + "],\"data_offsets\":[0,4]}}", 4));
        refused(file("{\"" + "n".repeat(1_000_000) + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4));
        refused(file("{\"line\\nend\\u001b[31m\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4));
        var notUtf8 = file("{\"__metadata__\":{\"a\":\"????\"}}", 0);
        notUtf8[30] = (byte) 0xff;
        refused(notUtf8);
    }

    @Test
    void hugeHeaderLengthIsRefused() throws IOException {
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 17}) {
            refused(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
        }
    }

    @Test
    void aFailingTensorLeavesTheOldFile() throws IOException {
        var file = folder.resolve("a.safetensors");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), List.of(
                new SafetensorsWriter.Entry("a", DType.U8, new long[] {3}, () -> MemorySegment.ofArray(new byte[3])),
                new SafetensorsWriter.Entry("b", DType.U8, new long[] {3}, () -> {
                    throw new IllegalStateException("no more");
                })))).hasMessage("no more");
        assertThat(Files.readString(file)).isEqualTo("old");
        assertThat(folder.toFile().list()).containsExactly("a.safetensors");
    }

    private byte[] file(String header, int data) {
        var text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).array();
    }

    private void refused(byte[] content) throws IOException {
        var file = folder.resolve("bad.safetensors");
        Files.write(file, content);
        assertThatThrownBy(() -> Safetensors.open(file).close()).isInstanceOf(UserError.class).hasMessageContaining("bad.safetensors")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000).doesNotContainPattern("\\p{Cntrl}"));
    }
}
