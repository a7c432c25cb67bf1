package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Progress;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.quant.Mix;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCheckTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");

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
            assertThat(ExportCheck.gguf(torch, Precision.F32, PARITY.resolve(name), adapter, out).relative()).isLessThan(limit);
            assertThat(ExportCheck.gguf(torch, Precision.F32, PARITY.resolve(name), null, out).relative()).as("without the adapter").isGreaterThan(0.2);
        }
    }

    @Test
    void aMergedFolderComputesTheSame() {
        var adapter = PARITY.resolve("llama/adapter_final");
        Exporter.huggingFace(PARITY.resolve("llama"), adapter, folder.resolve("a"), Progress.NONE);
        try (var torch = Torch.open("cpu")) {
            assertThat(ExportCheck.huggingFace(torch, Precision.F32, PARITY.resolve("llama"), adapter, folder.resolve("a")).relative()).isLessThan(1e-5);
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
