package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.quant.Mix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufLoraExportTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    /** What llama.cpp adds to each matrix of the base's file is what the merged file has there. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_rslora", "gemma3", "phi3", "qwen2"})
    void itIsTheDifferenceThatMergingMakes(String name) {
        var base = PARITY.resolve(name);
        var adapter = base.resolve("adapter_final");
        Exporter.gguf(base, null, Mix.F32, folder.resolve("base.gguf"), Progress.NONE);
        Exporter.gguf(base, adapter, Mix.F32, folder.resolve("merged.gguf"), Progress.NONE);
        var result = Exporter.ggufLora(base, adapter, folder.resolve("lora.gguf"), Progress.NONE);
        assertThat(result.bytes()).isEqualTo(folder.resolve("lora.gguf").toFile().length());
        try (var plain = GgufReader.open(folder.resolve("base.gguf")); var merged = GgufReader.open(folder.resolve("merged.gguf"));
                var lora = GgufReader.open(folder.resolve("lora.gguf")); var peft = PeftFolder.open(adapter)) {
            assertThat(lora.text("general.architecture")).isEqualTo(plain.text("general.architecture"));
            assertThat(lora.tensors()).hasSize(2 * peft.modules().size());
            double alpha = lora.real("adapter.lora.alpha").orElseThrow();
            for (var tensor : lora.tensors().keySet().stream().filter(t -> t.endsWith(".lora_a")).map(t -> t.replace(".lora_a", "")).collect(Collectors.toSet())) {
                var a = floats(lora, tensor + ".lora_a");
                var b = floats(lora, tensor + ".lora_b");
                int r = (int) lora.info(tensor + ".lora_a").shape()[0];
                int in = (int) lora.info(tensor + ".lora_a").shape()[1];
                var values = floats(plain, tensor);
                for (int i = 0; i < values.length; i++) {
                    for (int k = 0; k < r; k++) {
                        values[i] += (float) (alpha / r * b[i / in * r + k] * a[k * in + i % in]);
                    }
                }
                assertThat(values).as(tensor).usingComparatorWithPrecision(1e-6f).containsExactly(floats(merged, tensor));
                assertThat(values).isNotEqualTo(floats(plain, tensor));
            }
        }
    }

    private static float[] floats(GgufReader file, String name) {
        var shape = file.info(name).shape();
        var all = new float[(int) (shape[0] * shape[1])];
        file.rows(name, 0, (int) shape[0], all, 0);
        return all;
    }

    @Test
    void modulesOfOtherRanksAndAlphasShareOneAlpha() throws IOException {
        var adapter = Files.createDirectories(folder.resolve("adapter"));
        Files.copy(PARITY.resolve("llama/adapter_final/adapter_model.safetensors"), adapter.resolve("adapter_model.safetensors"));
        Files.writeString(adapter.resolve("adapter_config.json"), Files.readString(PARITY.resolve("llama/adapter_final/adapter_config.json"))
                .replace("\"alpha_pattern\": {}", "\"alpha_pattern\": {\"q_proj\": 16, \"layers.1.mlp.up_proj\": 2}"));
        Exporter.gguf(PARITY.resolve("llama"), adapter, Mix.F32, folder.resolve("merged.gguf"), Progress.NONE);
        Exporter.gguf(PARITY.resolve("llama"), null, Mix.F32, folder.resolve("base.gguf"), Progress.NONE);
        Exporter.ggufLora(PARITY.resolve("llama"), adapter, folder.resolve("lora.gguf"), Progress.NONE);
        try (var plain = GgufReader.open(folder.resolve("base.gguf")); var merged = GgufReader.open(folder.resolve("merged.gguf")); var lora = GgufReader.open(folder.resolve("lora.gguf"))) {
            for (var tensor : new String[] {"blk.0.attn_q.weight", "blk.1.ffn_up.weight", "blk.0.ffn_up.weight"}) {
                var a = floats(lora, tensor + ".lora_a");
                var b = floats(lora, tensor + ".lora_b");
                double scale = lora.real("adapter.lora.alpha").orElseThrow() / 4;
                double added = scale * (b[0] * a[0] + b[1] * a[64] + b[2] * a[128] + b[3] * a[192]);
                assertThat(floats(merged, tensor)[0] - floats(plain, tensor)[0]).as(tensor).isCloseTo((float) added, org.assertj.core.data.Offset.offset(1e-6f));
            }
        }
    }

    @Test
    void whatAnAdapterFileCannotHoldIsRefused() throws IOException {
        var adapter = Files.createDirectories(folder.resolve("adapter"));
        Files.copy(PARITY.resolve("llama/adapter_final/adapter_model.safetensors"), adapter.resolve("adapter_model.safetensors"));
        Files.writeString(adapter.resolve("adapter_config.json"), Files.readString(PARITY.resolve("llama/adapter_final/adapter_config.json")));
        assertThatThrownBy(() -> Exporter.ggufLora(PARITY.resolve("gemma3"), adapter, folder.resolve("a.gguf"), Progress.NONE)).isInstanceOf(UserError.class)
                .hasMessageContaining("the model that the adapter was trained on");
        assertThat(folder.resolve("a.gguf")).doesNotExist();
    }
}
