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

    @Test
    void anIndexThatLiesIsRefused() throws IOException {
        shard("m-1.safetensors", "a", 1);
        for (var map : List.of("{\"b\":\"m-1.safetensors\"}", "{\"a\":\"gone.safetensors\"}", "{\"a\":\"../m-1.safetensors\"}", "{\"a\":\"m.bin\"}", "{}", "[]")) {
            index("{\"weight_map\":" + map + "}");
            assertThatThrownBy(() -> ModelFolder.open(folder)).isInstanceOf(UserError.class);
        }
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
