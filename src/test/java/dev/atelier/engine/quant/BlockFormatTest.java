package dev.atelier.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.engine.io.gguf.GgufReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what llama.cpp's own quantizer wrote for the same weights, and what its own reader makes of that: the SHA-256 of every tensor. */
class BlockFormatTest {
    private static final Path FOLDER = Path.of("src/test/resources/gguf");

    @ParameterizedTest
    @ValueSource(strings = {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K_S", "Q3_K_M", "Q3_K_L", "Q4_K_S", "Q4_K_M", "Q5_K_S", "Q5_K_M", "Q6_K", "IQ4_NL", "IQ4_XS"})
    void bytesAndErrorsAreTheReferences(String mix) throws Exception {
        var reference = Json.parse(Files.readString(FOLDER.resolve("blocks.json")), "blocks.json").path(mix);
        var dequantized = Json.parse(Files.readString(FOLDER.resolve("dequantized.json")), "dequantized.json").path(mix);
        try (var file = GgufReader.open(FOLDER.resolve("ref-f32.gguf")); var writer = new BlockWriter(() -> false, bytes -> {})) {
            assertThat(file.tensors()).hasSameSizeAs(reference).hasSizeGreaterThan(9);
            for (var info : file.tensors().values()) {
                var wanted = reference.path(info.name());
                compare(file, info, GgmlType.valueOf(wanted.path("type").asText()), writer, wanted, dequantized.path(info.name()).asText());
            }
        }
    }

    private static void compare(GgufReader file, GgufReader.TensorInfo info, GgmlType type, BlockWriter writer, JsonNode wanted, String dequantized) throws Exception {
        int columns = (int) info.shape()[info.shape().length - 1];
        int rows = (int) (info.bytes() / 4 / columns);
        var out = new ByteArrayOutputStream();
        writer.write(type, rows, columns, (first, count, into) -> file.rows(info.name(), first, count, into, 0), Channels.newChannel(out));
        var blocks = out.toByteArray();
        var hash = new java.math.BigInteger(1, MessageDigest.getInstance("SHA-256").digest(blocks));
        assertThat(hash).as(info.name()).isEqualTo(new java.math.BigInteger(wanted.path("sha256").asText(), 16));

        var values = new float[rows * columns];
        file.rows(info.name(), 0, rows, values, 0);
        var again = new float[values.length];
        type.format().dequantize(blocks, 0, again, 0, again.length);
        var bytes = ByteBuffer.allocate(4 * again.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(again);
        assertThat(HexFormat.of().formatHex(sha(bytes.array()))).as(info.name()).isEqualTo(dequantized);
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            squares += Math.pow((double) values[i] - again[i], 2);
        }
        assertThat(Math.sqrt(squares / values.length)).as(info.name()).isCloseTo(wanted.path("rmse").asDouble(), org.assertj.core.data.Offset.offset(1e-7));
    }

    /** What llama.cpp's ggml_quantize_chunk makes of the same weights when column j counts (j j mod 97) / 8 + 1/4, a quarter less for every thirteenth. */
    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS"})
    void bytesAreTheReferencesWithAnImportance(GgmlType type) throws Exception {
        var reference = Json.parse(Files.readString(FOLDER.resolve("blocks-weighed.json")), "blocks-weighed.json").path(type.name());
        assertThat(reference.size()).isEqualTo(2);
        try (var file = GgufReader.open(FOLDER.resolve("ref-f32.gguf"))) {
            for (var tensor : reference.properties()) {
                var shape = file.info(tensor.getKey()).shape();
                int columns = (int) shape[1];
                var values = new float[(int) shape[0] * columns];
                file.rows(tensor.getKey(), 0, (int) shape[0], values, 0);
                var importance = new float[columns];
                for (int j = 0; j < columns; j++) {
                    importance[j] = j * j % 97 / 8f + (j % 13 == 0 ? 0 : 0.25f);
                }
                var blocks = new byte[(int) type.bytes(values.length)];
                type.format().quantize(values, 0, values.length, blocks, 0, importance);
                assertThat(HexFormat.of().formatHex(sha(blocks))).as(tensor.getKey()).isEqualTo(tensor.getValue().asText());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Q8_0", "Q4_0"})
    void edgesAreAsInC(GgmlType type) {
        var values = new float[64];
        var blocks = new byte[2 * type.blockBytes()];
        type.format().quantize(values, 0, 64, blocks, 0);
        var again = new float[64];
        type.format().dequantize(blocks, 0, again, 0, 64);
        for (float v : again) {
            assertThat(v == 0).isTrue(); // either sign, as in C
        }
        values[3] = -8;
        values[4] = 8; // the first of equal magnitude decides the sign of the scale
        type.format().quantize(values, 0, 64, blocks, 0);
        type.format().dequantize(blocks, 0, again, 0, 64);
        assertThat(again[3]).isCloseTo(-8, org.assertj.core.data.Offset.offset(0.01f));
        assertThat(again[4]).isGreaterThan(6.9f);
    }

    @Test
    void roundingIsHalfAwayFromZero() {
        var values = new float[32];
        values[0] = 127; // scale exactly 1
        float[] tricky = {0.5f, -0.5f, Math.nextDown(0.5f), -Math.nextDown(0.5f), 1.5f, 2.5f, -2.5f, Math.nextDown(2.5f), 126.5f};
        int[] wanted = {1, -1, 0, 0, 2, 3, -3, 2, 127};
        System.arraycopy(tricky, 0, values, 1, tricky.length);
        var blocks = new byte[34];
        GgmlType.Q8_0.format().quantize(values, 0, 32, blocks, 0);
        for (int i = 0; i < wanted.length; i++) {
            assertThat((int) blocks[2 + 1 + i]).as("%s", tricky[i]).isEqualTo(wanted[i]);
        }
    }

    @Test
    void pieceAfterPieceIsTheWhole() throws IOException {
        int columns = 1 << 12;
        int rows = 700; // several pieces and threads
        var values = new float[rows * columns];
        var random = new Random(7);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        var whole = new byte[(int) GgmlType.Q4_0.bytes(values.length)];
        GgmlType.Q4_0.format().quantize(values, 0, values.length, whole, 0);
        var out = new ByteArrayOutputStream();
        try (var writer = new BlockWriter(() -> false, bytes -> {})) {
            writer.write(GgmlType.Q4_0, rows, columns, (first, count, into) -> System.arraycopy(values, (int) first * columns, into, 0, count * columns),
                    Channels.newChannel(out));
        }
        assertThat(HexFormat.of().formatHex(sha(out.toByteArray()))).isEqualTo(HexFormat.of().formatHex(sha(whole)));
    }

    private static byte[] sha(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
