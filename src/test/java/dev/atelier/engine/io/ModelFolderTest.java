package dev.atelier.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFolderTest {
    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @BeforeEach
    void config() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"llama\"}");
    }

    @Test
    void shardsAreOneModel() throws IOException {
        shard("m-1.safetensors", "a", 1);
        shard("m-2.safetensors", "b", 2);
        index("{\"weight_map\":{\"a\":\"m-1.safetensors\",\"b\":\"m-2.safetensors\"}}");
        try (var model = ModelFolder.open(folder)) {
            assertThat(model.names()).containsExactly("a", "b");
            assertThat(model.floats("b")).containsExactly(2);
            assertThat(model.find("a").file().file()).hasFileName("m-1.safetensors");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"b\":\"m-1.safetensors\"}                            | tensor b in m-1.safetensors",
        "{\"a\":\"gone.safetensors\"}                           | gone.safetensors",
        "{\"a\":\"../m-1.safetensors\"}                         | named without a path",
        "{\"a\":\"..\\\\m-1.safetensors\"}                       | named without a path",
        "{\"a\":\"/etc/m-1.safetensors\"}                       | named without a path",
        "{\"a\":\"C:m-1.safetensors\"}                          | named without a path",
        "{\"a\":\"m\\u0000.safetensors\"}                       | named without a path",
        "{\"a\":\"m.bin\"}                                      | named without a path",
        "{\"a\":7}                                              | named without a path",
        "{\"a\":\"m-1.safetensors\",\"a\":\"m-2.safetensors\"}   | Duplicate",
        "{\"a\":\"m-1.safetensors\",\"b\":\"m-1.safetensors\"}   | tensor b in m-1.safetensors",
        "{\"a\":\"m-1.safetensors\",\"c\":\"twice.safetensors\"} | tensor a in one file",
        "{}                                                     | weight_map",
        "[]                                                     | weight_map",
    })
    void anIndexThatLiesIsRefused(String map, String reason) throws IOException {
        shard("m-1.safetensors", "a", 1);
        shard("m-2.safetensors", "b", 2);
        SafetensorsWriter.write(folder.resolve("twice.safetensors"), Map.of(), List.of(SafetensorsWriter.Entry.ofFloats("c", new long[] {1}, new float[1]),
                SafetensorsWriter.Entry.ofFloats("a", new long[] {1}, new float[1])));
        index("{\"weight_map\":" + map + "}");
        assertThatThrownBy(() -> ModelFolder.open(folder)).isInstanceOf(UserError.class).hasMessageContaining(reason).hasMessageNotContaining("\n");
    }

    @Test
    void shardsWithoutAnIndexAreNamed() {
        shard("model-00001-of-00002.safetensors", "a", 1);
        assertThatThrownBy(() -> ModelFolder.open(folder)).isInstanceOf(UserError.class).hasMessageContaining("only model-00001-of-00002.safetensors");
    }

    @Test
    void picklesAreRefusedWithTheReason() throws IOException {
        Files.write(folder.resolve("pytorch_model.bin"), new byte[9]);
        assertThatThrownBy(() -> ModelFolder.open(folder)).isInstanceOf(UserError.class).hasMessageContaining("pickle").hasMessageContaining("run code");
    }

    @Test
    void emptyAndMissingFoldersAreRefused() {
        assertThatThrownBy(() -> ModelFolder.open(folder)).isInstanceOf(UserError.class).hasMessageContaining("model.safetensors");
        assertThatThrownBy(() -> ModelFolder.open(folder.resolve("none"))).isInstanceOf(UserError.class);
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), json);
    }

    private void shard(String file, String tensor, float value) {
        SafetensorsWriter.write(folder.resolve(file), Map.of(), List.of(SafetensorsWriter.Entry.ofFloats(tensor, new long[] {1}, new float[] {value})));
    }
}
