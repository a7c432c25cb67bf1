package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.LayerByLayer;
import dev.atelier.engine.quant.GgmlType;
import dev.atelier.engine.quant.Importance;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportCheckTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final Path STARTER = Path.of("sample-projects/starter-model");

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    /** Largest logit difference over the logits' deviation: the file against the model merged in float32. */
    @ParameterizedTest
    @CsvSource({"llama, F32, 1e-5", "llama, F16, 5e-3", "llama, BF16, 5e-2", "llama, Q8_0, 0.15", "llama_tied, F32, 1e-5", "llama_tied, F16, 5e-3", "llama3rope, F32, 1e-5",
        "llama3rope, F16, 5e-3", "llama_rslora, F32, 1e-5"})
    void theFileComputesWhatTheModelComputes(String name, Mix mix, double limit) {
        var adapter = PARITY.resolve(name + "/adapter_final");
        var out = folder.resolve("a.gguf");
        Exporter.gguf(PARITY.resolve(name), adapter, mix, out, Progress.NONE);
        try (var torch = Torch.open("cpu")) {
            assertThat(ExportCheck.gguf(torch, Precision.F32, PARITY.resolve(name), adapter, Quantization.of(mix), out, Progress.NONE).relative()).isLessThan(limit);
            assertThatThrownBy(() -> ExportCheck.gguf(torch, Precision.F32, PARITY.resolve(name), null, Quantization.of(mix), out, Progress.NONE)).as("without the adapter").isInstanceOf(UserError.class)
                    .hasMessageContaining("values that are");
        }
    }

    /** A matrix of which two columns in 32 count, and hardly the rest. */
    @Test
    void whatAnImportanceMovedFarMustBeThatValueForValue() {
        var out = folder.resolve("a.gguf");
        var quantization = quantization(27);
        Exporter.gguf(STARTER, null, quantization, out, Progress.NONE);
        try (var torch = Torch.open("cpu"); var base = ModelSource.open(STARTER); var written = GgufModel.open(out)) {
            assertThatThrownBy(() -> WeightCheck.run(base, written, null, Progress.NONE)).as("beyond what the type does by itself").isInstanceOf(UserError.class).hasMessageContaining("values that are");
            assertThat(ExportCheck.gguf(torch, Precision.F32, STARTER, null, quantization, out, Progress.NONE).weightError()).isGreaterThan(WeightCheck.limit(GgmlType.Q5_1));
            assertThatThrownBy(() -> ExportCheck.gguf(torch, Precision.F32, STARTER, null, quantization(21), out, Progress.NONE)).as("by another importance").isInstanceOf(UserError.class)
                    .hasMessageContaining("values that are");
        }
    }

    private static Quantization quantization(int column) {
        var weights = new float[256];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 32 == column || i % 32 == column + 1 ? 1 : 1e-6f;
        }
        return new Quantization(Mix.Q5_1, List.of(), new Importance(Map.of("blk.0.attn_v.weight", weights)));
    }

    /** The blocks of two matrices of one shape, one for the other. */
    @Test
    void aSwappedTensorIsFound() throws Exception {
        var out = folder.resolve("a.gguf");
        Exporter.gguf(PARITY.resolve("llama"), null, Mix.Q4_0, out, Progress.NONE);
        try (var file = GgufReader.open(out)) {
            var a = file.info("blk.0.ffn_gate.weight");
            var b = file.info("blk.0.ffn_up.weight");
            byte[] bytes = Files.readAllBytes(out);
            byte[] kept = Arrays.copyOfRange(bytes, (int) a.offset(), (int) (a.offset() + a.bytes()));
            System.arraycopy(bytes, (int) b.offset(), bytes, (int) a.offset(), kept.length);
            System.arraycopy(kept, 0, bytes, (int) b.offset(), kept.length);
            Files.write(folder.resolve("b.gguf"), bytes);
        }
        try (var torch = Torch.open("cpu")) {
            assertThat(ExportCheck.gguf(torch, Precision.F32, PARITY.resolve("llama"), null, Quantization.of(Mix.Q4_0), out, Progress.NONE).weightError()).isBetween(0.01, 0.2);
            assertThatThrownBy(() -> ExportCheck.gguf(torch, Precision.F32, PARITY.resolve("llama"), null, Quantization.of(Mix.Q4_0), folder.resolve("b.gguf"), Progress.NONE)).isInstanceOf(UserError.class)
                    .hasMessageContaining("mlp.").hasMessageContaining("_proj.weight");
        }
    }

    @Test
    void anotherTemplateIsFound() throws Exception {
        var out = folder.resolve("a.gguf");
        Exporter.gguf(STARTER, null, Mix.F16, out, Progress.NONE);
        try (var file = GgufReader.open(out)) {
            var text = file.text("tokenizer.chat_template").orElseThrow();
            byte[] bytes = Files.readAllBytes(out);
            int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            bytes[at + text.length() / 2] ^= 1;
            Files.write(folder.resolve("b.gguf"), bytes);
        }
        try (var torch = Torch.open("cpu")) {
            assertThat(ExportCheck.gguf(torch, Precision.F32, STARTER, null, Quantization.of(Mix.F16), out, Progress.NONE).relative()).isLessThan(5e-3);
            assertThatThrownBy(() -> ExportCheck.gguf(torch, Precision.F32, STARTER, null, Quantization.of(Mix.Q4_0), folder.resolve("b.gguf"), Progress.NONE)).isInstanceOf(UserError.class)
                    .hasMessageContaining("tokenizer.chat_template");
        }
    }

    /** Block by block, the embedding and the output by rows: the same logits as of the whole model in memory. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_tied", "qwen3", "gemma2", "phi3", "gpt2"})
    void layerByLayerIsTheWholeModel(String name) {
        var ids = new int[][] {{5, 6, 7, 5}, {9, 1, 2, 3}};
        try (var torch = Torch.open("cpu"); var source = ModelSource.open(PARITY.resolve(name)); var model = CausalModel.load(torch, source, Precision.F32);
                var steps = new LayerByLayer(torch, source, Precision.F32, ids); var scope = torch.manager().newSubManager()) {
            float[] wanted = model.logits(scope, ids, Adapters.NONE).toFloatArray();
            for (int i = 0; i < steps.layers(); i++) {
                steps.block(i);
            }
            int half = steps.vocabulary() / 2;
            float[] low = steps.logits(0, half);
            float[] high = steps.logits(half, steps.vocabulary() - half);
            for (int p = 0; p < 8; p++) {
                for (int v = 0; v < steps.vocabulary(); v++) {
                    float found = v < half ? low[p * half + v] : high[p * (steps.vocabulary() - half) + v - half];
                    assertThat(found).isCloseTo(wanted[p * steps.vocabulary() + v], within(1e-4f));
                }
            }
        }
    }

    @Test
    void aMergedFolderComputesTheSame() {
        var adapter = PARITY.resolve("llama/adapter_final");
        Exporter.huggingFace(PARITY.resolve("llama"), adapter, folder.resolve("a"), Progress.NONE);
        try (var torch = Torch.open("cpu")) {
            assertThat(ExportCheck.huggingFace(torch, Precision.F32, PARITY.resolve("llama"), adapter, folder.resolve("a"), Progress.NONE).relative()).isLessThan(1e-5);
        }
    }

    @Test
    void weightsOutliveTheMemoryTheyCameFrom() {
        var out = folder.resolve("a.gguf");
        Exporter.gguf(PARITY.resolve("llama"), null, Mix.F32, out, Progress.NONE);
        try (var torch = Torch.open("cpu"); var file = GgufModel.open(out); var model = CausalModel.load(torch, file, Precision.F32)) {
            var before = logits(torch, model);
            for (int i = 0; i < 5; i++) {
                System.gc(); // gives back the buffers that nothing refers to any more
                assertThat(ByteBuffer.allocateDirect(1 << 20).capacity()).isPositive();
                assertThat(logits(torch, model)).isEqualTo(before);
            }
        }
    }

    private static float[] logits(Torch torch, CausalModel model) {
        try (var scope = torch.manager().newSubManager(); var logits = model.logits(scope, new int[][] {{5, 6, 7}}, Adapters.NONE)) {
            return logits.toFloatArray();
        }
    }
}
