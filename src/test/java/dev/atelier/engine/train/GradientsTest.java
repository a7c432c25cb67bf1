package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.CausalModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever saves memory or time leaves the gradients as the plain path has them: within 1e-5 of the largest, in float32. */
class GradientsTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");
    private static final int WORDS = 1 << 18; // so many that a chunk of logits holds 16 positions

    private static Torch torch;

    @BeforeAll
    static void open() {
        torch = Torch.open("cpu");
    }

    @AfterAll
    static void close() {
        torch.close();
    }

    /** The ways to compute a step. */
    private enum Way {
        KERNELS, KERNELS_RECOMPUTING, AUTOGRAD;

        Pass of(Trainable trainable) {
            return this == AUTOGRAD ? new RecordedPass(trainable, 0, () -> {}) : new KernelPass(trainable, this == KERNELS_RECOMPUTING, 0, () -> {});
        }
    }

    /** How rows are laid into batches. */
    private enum Cut {
        ONE_BY_ONE, ALL_PACKED, TWO_BY_TWO, TWO_BY_TWO_BY_LENGTH;

        List<PackedBatch> of(List<Example> rows) {
            var order = new ArrayList<>(rows);
            if (this == TWO_BY_TWO_BY_LENGTH) {
                order.sort(Comparator.comparingInt(row -> row.ids().length));
            }
            int size = this == ONE_BY_ONE ? 1 : this == ALL_PACKED ? rows.size() : 2;
            var out = new ArrayList<PackedBatch>();
            for (int i = 0; i < order.size(); i += size) {
                out.add(PackedBatch.of(order.subList(i, Math.min(order.size(), i + size))));
            }
            return out;
        }
    }

    static Stream<Arguments> waysAndCuts() {
        return Stream.of(Cut.values()).flatMap(cut -> Stream.concat(Stream.of(Way.values()).flatMap(way -> Stream.of(Arguments.of("llama", false, way, cut), Arguments.of("llama_tied", true, way, cut))),
                Stream.of("mistral_window", "gemma2", "gpt2").map(name -> Arguments.of(name, false, Way.AUTOGRAD, cut))));
    }

    /** Rows packed end to end, cut anywhere, in order of their lengths or not; activations kept or computed again. */
    @ParameterizedTest
    @MethodSource("waysAndCuts")
    void packingAndRecomputation(String name, boolean full, Way way, Cut cut) {
        try (var folder = ModelFolder.open(PARITY.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var trainable = full ? Trainable.full(model, folder) : adapters(model, "all-linear")) {
            var random = new Random(11);
            var rows = Stream.of(24, 5, 17, 9, 2).map(length -> row(random, length, 320)).toList();
            assertSame(trainable, way, rows, cut);
        }
    }

    /** 62 positions with a loss, through chunks of 16, against all logits at once. (An untrained attention's own gradients are nothing but rounding.) */
    @ParameterizedTest
    @CsvSource({"KERNELS, false", "KERNELS, true", "KERNELS_RECOMPUTING, false", "AUTOGRAD, false", "AUTOGRAD, true"})
    void chunkedLoss(Way way, boolean tied) {
        var shape = ModelConfig.of(Json.MAPPER.createObjectNode().put("model_type", "llama").put("vocab_size", WORDS).put("hidden_size", 16).put("intermediate_size", 24)
                .put("num_hidden_layers", 1).put("num_attention_heads", 2).put("num_key_value_heads", 1).put("max_position_embeddings", 64).put("rms_norm_eps", 1e-5)
                .put("tie_word_embeddings", tied));
        try (var model = CausalModel.random(torch, shape, Precision.F32, 1); var trainable = adapters(model, "mlp-only")) {
            var random = new Random(12);
            var rows = List.of(row(random, 51, WORDS), row(random, 41, WORDS));
            int positions = rows.stream().mapToInt(row -> PackedBatch.of(List.of(row)).rows().length).sum();
            assertThat(positions).isGreaterThan(3 * 16).isNotEqualTo(4 * 16);
            assertSame(trainable, way, rows, Cut.ALL_PACKED);
        }
    }

    private static void assertSame(Trainable trainable, Way way, List<Example> rows, Cut cut) {
        var wanted = new PlainGradients(trainable).of(Cut.ONE_BY_ONE.of(rows));
        try (var scope = torch.manager().newSubManager()) {
            var batches = cut.of(rows);
            double total = batches.stream().mapToDouble(PackedBatch::totalWeight).sum();
            var step = way.of(trainable).begin(scope);
            double loss = 0;
            for (var batch : batches) {
                loss += step.train(batch, total, 0);
            }
            assertThat(loss).isCloseTo(wanted.loss(), within(1e-5));
            var found = step.gradients();
            assertThat(found).hasSameSizeAs(wanted.gradients());
            for (int i = 0; i < found.size(); i++) {
                assertClose(trainable.names().get(i), found.get(i).toFloatArray(), wanted.gradients().get(i));
            }
        }
    }

    private static void assertClose(String name, float[] found, float[] wanted) {
        assertThat(found).as(name).hasSameSizeAs(wanted);
        double largest = 0;
        double off = 0;
        for (int i = 0; i < wanted.length; i++) {
            largest = Math.max(largest, Math.abs(wanted[i]));
            off = Math.max(off, Math.abs(found[i] - wanted[i]));
        }
        assertThat(largest).as(name).isPositive();
        assertThat(off / largest).as(name).isLessThan(1e-5);
    }

    /** With B's that are not zero, or no gradient would reach the A's. */
    private static Trainable adapters(CausalModel model, String targets) {
        var trainable = TrainableFixture.fresh(model, Settings.with(Settings.defaults(), Map.of("rank", "4", "target_modules", targets)));
        var random = new Random(13);
        var values = TrainableFixture.values(trainable);
        values.values().forEach(v -> {
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (0.1 * random.nextGaussian());
            }
        });
        trainable.restore(values::get);
        return trainable;
    }

    /** A prompt without loss, then tokens of different weights. */
    private static Example row(Random random, int length, int words) {
        var weights = new float[length];
        for (int i = length / 3; i < length; i++) {
            weights[i] = 0.1f + random.nextFloat();
        }
        return new Example(random.ints(length, 3, words).toArray(), weights);
    }
}
