package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig.Recompute;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.memory.Computation;
import dev.atelier.memory.MemoryEstimate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** recompute=auto, by the real calculator. */
class RecomputationTest {
    private static final long GIB = 1L << 30;

    /** The starter model with rows of 1024 tokens, 64 at once; kept, activations take some gibibytes. */
    @ParameterizedTest
    @CsvSource({"auto, 100, 0, 1024, OFF", "auto, 2, 0, 1024, ON", "auto, 100, 2, 1024, ON", "auto, 2, 100, 1024, ON", "auto, 2, 0, 30, OFF", "off, 2, 0, 1024, OFF", "on, 100, 0, 30, ON"})
    void keepsWhatFits(String asked, long freeGib, String limit, int longestRow, Recompute decided) throws IOException {
        var model = ModelConfig.read(Path.of("sample-projects/starter-model"));
        var config = Settings.with(Settings.defaults(), Map.of("recompute", asked, "memory_limit", limit, "max_length", "1024", "micro_batch", "64"));
        var found = new Recomputation((m, c, p, gpu) -> MemoryEstimate.of(m, c, Computation.onCpu(p, gpu)).totalBytes(), freeGib * GIB, false).decided(config, model, Precision.F32, longestRow);
        assertThat(found).isEqualTo(Settings.with(config, Map.of("recompute", decided.name())));
    }
}
