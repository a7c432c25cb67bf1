package dev.atelier.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Progress;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.io.gguf.GgufReader;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import dev.atelier.engine.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportanceFileTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model");
    private static final String QUERY = "blk.0.attn_q.weight";

    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aFileComesBackAsMeans() {
        var file = folder.resolve("a.gguf");
        new ImportanceFile(Map.of("a.weight", new ImportanceFile.Sums(new float[] {6, 0, 1}, 4), "b.weight", new ImportanceFile.Sums(new float[] {5}, 0)), "rows.jsonl", 2, 512).write(file);
        var read = ImportanceFile.read(file);
        assertThat(read.of("a.weight", 3)).containsExactly(1.5f, 0, 0.25f);
        assertThat(read.of("b.weight", 1)).as("nothing seen").containsExactly(1);
        assertThat(read.of("c.weight", 1)).isNull();
        assertThatThrownBy(() -> read.of("a.weight", 4)).isInstanceOf(UserError.class).hasMessageContaining("a.weight");
        try (var gguf = GgufReader.open(file)) {
            assertThat(gguf.tensors().keySet()).containsExactly("a.weight.in_sum2", "a.weight.counts", "b.weight.in_sum2", "b.weight.counts");
            assertThat(gguf.whole("imatrix.chunk_count")).hasValue(2L);
        }
        Exporter.gguf(STARTER, null, Mix.F16, folder.resolve("model.gguf"), Progress.NONE);
        assertThatThrownBy(() -> ImportanceFile.read(folder.resolve("model.gguf"))).isInstanceOf(UserError.class).hasMessageContaining("imatrix");
    }

    /** The first queries are given the embeddings, scaled to a root mean square of one and times the norm's weights. */
    @Test
    void whatTheFirstLayerIsGivenIsCounted() throws Exception {
        var text = Files.writeString(folder.resolve("a.txt"), "What does a Dockerfile hold? Everything that builds an image, line by line.");
        var file = ImportanceGathering.run(new ExportSource(STARTER, null), text, 0, TrainingConfig.Precision.AUTO, "cpu", Progress.NONE);
        try (var model = ModelSource.open(STARTER); var tokenizer = Tokenizer.open(STARTER)) {
            int[] ids = tokenizer.encode(Files.readString(text));
            float[] norm = model.floats("model.layers.0.input_layernorm.weight");
            float[] embedding = model.floats("model.embed_tokens.weight");
            var wanted = new double[norm.length];
            for (int id : ids) {
                double mean = 0;
                for (int j = 0; j < norm.length; j++) {
                    mean += Math.pow(embedding[id * norm.length + j], 2) / norm.length;
                }
                for (int j = 0; j < norm.length; j++) {
                    wanted[j] += Math.pow(embedding[id * norm.length + j] * norm[j], 2) / (mean + model.config().path("rms_norm_eps").asDouble());
                }
            }
            var sums = file.sums().get(QUERY);
            assertThat(sums.count()).isEqualTo(ids.length);
            for (int j = 0; j < wanted.length; j++) {
                assertThat((double) sums.squares()[j]).isCloseTo(wanted[j], within(1e-3 * wanted[j] + 1e-6));
            }
            assertThat(file.sums()).hasSize(7 * model.config().path("num_hidden_layers").asInt());
        }
    }

    /** The error that counts, weighed by the columns' importance, is smaller with it than without. */
    @Test
    void theErrorThatCountsIsSmaller() throws Exception {
        var text = Files.writeString(folder.resolve("a.txt"), "FROM alpine\nRUN apk add curl\nCMD curl --version\n".repeat(20));
        var matrix = folder.resolve("m.gguf");
        ImportanceGathering.run(new ExportSource(STARTER, null), text, 0, TrainingConfig.Precision.AUTO, "cpu", Progress.NONE).write(matrix);
        var importance = ImportanceFile.read(matrix);
        for (var mix : List.of(Mix.Q2_K, Mix.Q3_K_M, Mix.Q4_K_M, Mix.Q4_0, Mix.IQ4_XS)) {
            Exporter.gguf(STARTER, null, new Quantization(mix, List.of(), importance), folder.resolve("with.gguf"), Progress.NONE);
            Exporter.gguf(STARTER, null, mix, folder.resolve("without.gguf"), Progress.NONE);
            float[] weights = importance.of(QUERY, importance.byTensor().get(QUERY).length);
            assertThat(error(folder.resolve("with.gguf"), weights)).as(mix.name()).isLessThan(error(folder.resolve("without.gguf"), weights));
        }
    }

    private static double error(Path file, float[] weights) {
        try (var model = ModelSource.open(STARTER); var written = GgufModel.open(file)) {
            float[] wanted = model.floats("model.layers.0.self_attn.q_proj.weight");
            float[] found = written.floats("model.layers.0.self_attn.q_proj.weight");
            double error = 0;
            for (int i = 0; i < wanted.length; i++) {
                error += weights[i % weights.length] * Math.pow((double) wanted[i] - found[i], 2);
            }
            return error;
        }
    }
}
