package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Progress;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured is what a file would hold. */
class RoundedSourceTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model");

    @TempDir
    private Path folder;

    @Test
    void valuesAreThoseOfTheWrittenFileWhateverPartIsRead() {
        Path file = folder.resolve("a.gguf");
        Exporter.gguf(STARTER, null, Mix.Q4_K_M, file, Progress.NONE);
        try (var base = ModelSource.open(STARTER); var written = GgufModel.open(file)) {
            var rounded = new RoundedSource(base, base, Quantization.of(Mix.Q4_K_M));
            for (String name : base.names()) {
                assertThat(rounded.floats(name)).as(name).isEqualTo(written.floats(name));
            }
            String name = "model.layers.0.mlp.down_proj.weight";
            var part = new float[1000];
            rounded.read(name, 333, part, 0, part.length);
            assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(written.floats(name), 333, 1333));
        }
    }
}
