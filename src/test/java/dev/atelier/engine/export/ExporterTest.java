package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.MixRules;
import dev.atelier.engine.quant.Quantization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExporterTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EnumSource(Mix.class)
    void theFileHoldsTheQuantizedMergedWeightsBitForBit(Mix mix) {
        var out = folder.resolve("out.gguf");
        var result = Exporter.gguf(PARITY.resolve("llama"), PARITY.resolve("llama/adapter_final"), mix, out, Progress.NONE);
        assertThat(result.bytes()).isEqualTo(out.toFile().length()).isPositive();
        assertThat(result.warnings()).singleElement().asString().contains("tokenizer");
        assertThat(folder.toFile().list()).containsExactly("out.gguf");
        try (var base = ModelFolder.open(PARITY.resolve("llama")); var adapter = PeftFolder.open(PARITY.resolve("llama/adapter_final"));
                var written = GgufModel.open(out)) {
            var merged = new MergedSource(base, adapter);
            assertThat(written.names()).isEqualTo(merged.names());
            for (var name : merged.names()) {
                assertThat(written.shape(name)).isEqualTo(merged.shape(name));
                var place = new MixRules.Place(written.stored(name).name(), merged.shape(name), name.equals("lm_head.weight"));
                var type = Quantization.of(mix).type(place, base.config().path("num_hidden_layers").asInt(), 2);
                assertThat(written.stored(name).type()).isEqualTo(type);
                assertThat(written.floats(name)).as(name).isEqualTo(through(type, merged.floats(name)));
            }
        }
    }

    private static float[] through(GgmlType type, float[] values) {
        var blocks = new byte[(int) type.bytes(values.length)];
        type.format().quantize(values, 0, values.length, blocks, 0);
        var again = new float[values.length];
        type.format().dequantize(blocks, 0, again, 0, again.length);
        return again;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_tied", "llama3rope"})
    void theConfigurationComesBack(String name) {
        var out = folder.resolve("out.gguf");
        Exporter.gguf(PARITY.resolve(name), null, Mix.Q4_0, out, Progress.NONE);
        try (var base = ModelFolder.open(PARITY.resolve(name)); var written = GgufModel.open(out)) {
            for (var key : List.of("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "vocab_size",
                    "max_position_embeddings", "rms_norm_eps", "rope_theta", "tie_word_embeddings", "model_type", "hidden_act")) {
                assertThat(written.config().path(key)).as(key).isEqualTo(base.config().path(key));
            }
            var tied = name.equals("llama_tied");
            assertThat(written.file().info("token_embd.weight").type()).isEqualTo(tied ? GgmlType.Q8_0 : GgmlType.Q4_0);
            assertThat(written.file().tensors().containsKey("output.weight")).isNotEqualTo(tied);
            assertThat(written.file().metadata().get("general.file_type")).hasToString("Whole[type=UINT32, value=2]");
        }
    }

    /** Hugging Face's _compute_llama3_parameters: the inverse frequencies it ends with are the plain ones over our factors. */
    @Test
    void llama3RopeFactorsAreTheRatioOfFrequencies() {
        var out = folder.resolve("out.gguf");
        Exporter.gguf(PARITY.resolve("llama3rope"), null, Mix.F16, out, Progress.NONE);
        try (var written = GgufModel.open(out)) {
            var scaling = written.config().path("rope_scaling");
            assertThat(scaling.path("rope_type").asText()).isEqualTo("factors");
            assertThat(scaling.path("factors")).hasSize(8);
            int blended = 0;
            for (int i = 0; i < 8; i++) {
                double plain = Math.pow(500000, -2.0 * i / 16);
                double wavelength = 2 * Math.PI / plain;
                double smooth = (64 / wavelength - 1) / (4 - 1);
                double wanted = wavelength > 64 ? plain / 8 : wavelength < 16 ? plain : (1 - smooth) * plain / 8 + smooth * plain;
                blended += wavelength >= 16 && wavelength <= 64 ? 1 : 0;
                assertThat(plain / scaling.path("factors").path(i).asDouble()).isCloseTo(wanted, org.assertj.core.data.Percentage.withPercentage(1e-4));
            }
            assertThat(blended).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_rslora"})
    void theMergedFolderIsPefts(String name) {
        var out = folder.resolve("merged");
        Exporter.huggingFace(PARITY.resolve(name), PARITY.resolve(name + "/adapter_final"), out, Progress.NONE);
        try (var written = ModelFolder.open(out); var wanted = ModelFolder.open(PARITY.resolve(name + "/merged"))) {
            assertThat(written.config()).isEqualTo(wanted.config());
            assertThat(written.names()).containsExactlyInAnyOrderElementsOf(wanted.names());
            for (var tensor : wanted.names()) {
                assertThat(written.floats(tensor)).usingComparatorWithPrecision(1e-6f).containsExactly(wanted.floats(tensor));
            }
        }
        assertThat(out.toFile().list()).contains("config.json", "model.safetensors");
        Exporter.huggingFace(PARITY.resolve(name), null, out, Progress.NONE); // again, over the first
    }

    @Test
    void theAdapterFolderIsTheAdapter() throws IOException {
        var out = folder.resolve("adapter");
        Exporter.peft(PARITY.resolve("llama/adapter_final"), null, out, Progress.NONE);
        assertThat(Files.readString(out.resolve(PeftFolder.CONFIG))).isEqualTo(Files.readString(PARITY.resolve("llama/adapter_final").resolve(PeftFolder.CONFIG)));
        try (var base = ModelFolder.open(PARITY.resolve("llama")); var a = PeftFolder.open(out); var b = PeftFolder.open(PARITY.resolve("llama/adapter_final"))) {
            var name = "model.layers.1.mlp.up_proj.weight";
            assertThat(new MergedSource(base, a).floats(name)).isEqualTo(new MergedSource(base, b).floats(name));
        }
    }

    @Test
    void aFolderWithOtherThingsIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> Exporter.huggingFace(PARITY.resolve("llama"), null, folder, Progress.NONE)).isInstanceOf(UserError.class).hasMessageContaining("thesis.txt");
        assertThatThrownBy(() -> Exporter.peft(PARITY.resolve("llama/adapter_init"), null, folder, Progress.NONE)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Exporter.gguf(PARITY.resolve("llama"), null, Mix.F16, folder, Progress.NONE)).isInstanceOf(UserError.class);
        assertThat(folder.toFile().list()).containsExactly("thesis.txt");
    }

    @Test
    void aCancelLeavesNothing() {
        for (int steps : List.of(0, 1, 7)) {
            var reports = new ArrayList<Long>();
            var progress = new Progress() {
                @Override
                public void at(String what, long done, long total) {
                    assertThat(done).isBetween(0L, total);
                    reports.add(done);
                }

                @Override
                public boolean cancelled() {
                    return reports.size() > steps;
                }
            };
            assertThatThrownBy(() -> Exporter.gguf(PARITY.resolve("llama"), null, Mix.Q8_0, folder.resolve("a.gguf"), progress)).isInstanceOf(CancellationException.class);
            reports.clear();
            assertThatThrownBy(() -> Exporter.huggingFace(PARITY.resolve("llama"), PARITY.resolve("llama/adapter_final"), folder.resolve("a"), progress))
                    .isInstanceOf(CancellationException.class);
            assertThat(folder.toFile().list()).isEmpty();
        }
    }

    @Test
    void aModelThatIsNotWhatItSaysIsRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), Files.readString(PARITY.resolve("llama/config.json")).replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"));
        Files.copy(PARITY.resolve("llama/model.safetensors"), folder.resolve("model.safetensors"));
        assertThatThrownBy(() -> Exporter.gguf(folder, null, Mix.F16, folder.resolve("a.gguf"), Progress.NONE)).isInstanceOf(UserError.class)
                .hasMessageContaining("model.layers.2.");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"bert\"}");
        assertThatThrownBy(() -> Exporter.gguf(folder, null, Mix.F16, folder.resolve("a.gguf"), Progress.NONE)).isInstanceOf(UserError.class).hasMessageContaining("bert");
    }

    @Test
    void aForeignGgufReadsAsAModel() {
        try (var model = GgufModel.open(Path.of("src/test/resources/gguf/ref-f32.gguf")); var file = GgufReader.open(Path.of("src/test/resources/gguf/ref-f32.gguf"))) {
            assertThat(model.config().path("num_hidden_layers").asInt()).isEqualTo(1);
            assertThat(model.names()).hasSameSizeAs(file.tensors().keySet());
        }
    }
}
