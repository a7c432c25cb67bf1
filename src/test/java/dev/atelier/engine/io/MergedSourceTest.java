package dev.atelier.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedSourceTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_tied", "llama3rope", "llama_rslora", "llama_dora", "mistral_window", "qwen2", "qwen2_tied", "qwen3", "gemma", "gemma2", "gemma3", "phi3", "gpt2"})
    void equalsWhatPeftMerged(String name) {
        try (var base = ModelFolder.open(PARITY.resolve(name)); var adapter = PeftFolder.open(PARITY.resolve(name + "/adapter_final"));
                var wanted = ModelFolder.open(PARITY.resolve(name + "/merged"))) {
            var merged = new MergedSource(base, adapter);
            assertThat(merged.names()).isEqualTo(wanted.names());
            assertThat(merged.names().stream().filter(merged::changes)).hasSize(adapter.modules().size());
            for (var tensor : wanted.names()) {
                var w = wanted.floats(tensor);
                var m = merged.floats(tensor);
                double largest = 0;
                double difference = 0;
                for (int i = 0; i < w.length; i++) {
                    largest = Math.max(largest, Math.abs(w[i]));
                    difference = Math.max(difference, Math.abs(w[i] - m[i]));
                }
                assertThat(difference / largest).as(tensor).isLessThan(1e-6);
                assertThat(Arrays.equals(m, base.floats(tensor))).as(tensor).isNotEqualTo(merged.changes(tensor));
            }
        }
    }

    @Test
    void anyPartEqualsThatPartOfTheWhole() {
        try (var base = ModelFolder.open(PARITY.resolve("llama")); var adapter = PeftFolder.open(PARITY.resolve("llama/adapter_final"))) {
            var merged = new MergedSource(base, adapter);
            var name = "model.layers.0.mlp.down_proj.weight"; // [64, 128]
            var whole = merged.floats(name);
            for (int first : List.of(0, 1, 100, 127, 128, 129, 5000)) {
                for (int count : List.of(1, 2, 127, 128, 129, 300, 3000)) {
                    var part = new float[count + 3];
                    merged.read(name, first, part, 3, count);
                    assertThat(Arrays.copyOfRange(part, 3, count + 3)).isEqualTo(Arrays.copyOfRange(whole, first, first + count));
                }
            }
        }
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() {
        var config = AdapterConfig.lora(1, 1, 0, false, List.of("q_proj"), null);
        for (var module : List.of("model.layers.7.self_attn.q_proj", "model.layers.0.self_attn.k_proj")) {
            var path = folder.resolve(module);
            PeftFolder.write(path, config, List.of(), List.of(SafetensorsWriter.Entry.ofFloats(PeftFolder.keyA(module), new long[] {1, 64}, new float[64]),
                    SafetensorsWriter.Entry.ofFloats(PeftFolder.keyB(module), new long[] {64, 1}, new float[64])));
            try (var base = ModelFolder.open(PARITY.resolve("llama")); var adapter = PeftFolder.open(path)) {
                assertThatThrownBy(() -> new MergedSource(base, adapter)).isInstanceOf(UserError.class).hasMessageContaining(module);
            }
        }
    }

    @Test
    void savedModulesReplaceTheBases() {
        var config = AdapterConfig.lora(1, 1, 0, false, List.of("q_proj"), null);
        PeftFolder.write(folder.resolve("a"), config, List.of(),
                List.of(SafetensorsWriter.Entry.ofFloats(PeftFolder.PREFIX + "model.norm.weight", new long[] {64}, new float[64])));
        try (var base = ModelFolder.open(PARITY.resolve("llama")); var adapter = PeftFolder.open(folder.resolve("a"))) {
            assertThat(new MergedSource(base, adapter).floats("model.norm.weight")).containsOnly(0);
        }
    }
}
