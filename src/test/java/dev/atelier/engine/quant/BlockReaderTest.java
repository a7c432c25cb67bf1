package dev.atelier.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Json;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What llama.cpp's quantizer wrote is read with the error that its own reader has: the root mean square over each tensor. */
class BlockReaderTest {
    private static final Path FOLDER = Path.of("src/test/resources/gguf");

    @ParameterizedTest
    @CsvSource({"Q4_1, Q4_1", "Q5_0, Q5_0", "Q5_1, Q5_1", "Q2_K, Q2_K", "Q3_K_M, Q3_K", "Q4_K_M, Q4_K", "Q4_K_M, Q6_K", "Q5_K_M, Q5_K", "IQ4_NL, IQ4_NL", "IQ4_XS, IQ4_XS"})
    void theErrorIsTheReferences(String name, GgmlType type) throws Exception {
        var reference = Json.parse(Files.readString(FOLDER.resolve("blocks.json")), "blocks.json").path(name);
        int compared = 0;
        try (var exact = GgufReader.open(FOLDER.resolve("ref-f32.gguf")); var file = GgufReader.open(FOLDER.resolve("ref-" + name + ".gguf"))) {
            for (var info : file.tensors().values()) {
                if (info.type() == type) {
                    var wanted = floats(exact, info.name());
                    var values = floats(file, info.name());
                    double squares = 0;
                    for (int i = 0; i < wanted.length; i++) {
                        squares += Math.pow((double) wanted[i] - values[i], 2);
                    }
                    assertThat(Math.sqrt(squares / wanted.length)).as(info.name()).isCloseTo(reference.path(info.name()).path("rmse").asDouble(), within(1e-7));
                    compared++;
                }
            }
        }
        assertThat(compared).isPositive();
    }

    private static float[] floats(GgufReader file, String name) {
        var shape = file.info(name).shape();
        var values = new float[(int) TensorSource.elements(shape)];
        file.rows(name, 0, (int) (values.length / shape[shape.length - 1]), values, 0);
        return values;
    }
}
