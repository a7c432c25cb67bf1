package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in bf16, multiplied in bf16 or, where the processor does not, in float32: against everything in float32. */
class WorkingTypeTest {
    private static final Path LLAMA = Path.of("src/test/resources/parity/llama");

    @ParameterizedTest
    @CsvSource({"lora,false", "lora,true", "full,false", "full,true"})
    void gradientsAreNoLessExactInFloat32(String method, boolean recompute) throws Exception {
        var config = Settings.with(Settings.defaults(), Map.of("rank", "4", "method", method, "recompute", recompute ? "on" : "off"));
        var exact = gradients(true, Precision.F32, config);
        double narrow = distance(exact, gradients(true, Precision.BF16, config));
        double wide = distance(exact, gradients(false, Precision.BF16, config));
        assertThat(narrow).isBetween(1e-4, 0.05);
        assertThat(wide).isBetween(1e-5, narrow);
        assertThat(distance(exact, gradients(false, Precision.F32, config))).isLessThan(1e-6);
    }

    /** A matrix whose rows come in three parts, the last one smaller. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void productsInParts(boolean multipliesBf16) {
        try (var torch = Torch.onCpu(multipliesBf16); var m = torch.manager().newSubManager(); var bf16 = torch.like(m, Precision.BF16);
                var working = torch.like(m, torch.working(Precision.BF16))) {
            torch.seed(5);
            NDArray w32 = m.randomNormal(new Shape(2500, 1000));
            NDArray w = torch.kernels().one(m, "moved", w32, bf16);
            NDArray rounded = torch.kernels().one(m, "float32", w);
            NDArray x = m.randomNormal(new Shape(20, 1000));
            NDArray y = torch.kernels().one(m, "room", new long[] {20, 2500}, working);
            torch.kernels().run(m, "product", y, torch.kernels().one(m, "moved", x, working), w);
            double tolerance = multipliesBf16 ? 0.01 : 1e-5;
            assertThat(distance(List.of(x.matMul(rounded.transpose()).toFloatArray()), List.of(torch.kernels().one(m, "float32", y).toFloatArray()))).isLessThan(tolerance);
            NDArray dy = m.randomNormal(new Shape(20, 2500));
            NDArray dx = torch.kernels().one(m, "room", new long[] {20, 1000}, working);
            for (int i = 0; i < 2; i++) {
                torch.kernels().run(m, "product_back", dx, torch.kernels().one(m, "moved", dy, working), w, i == 1);
            }
            assertThat(distance(List.of(dy.matMul(rounded).mul(2).toFloatArray()), List.of(torch.kernels().one(m, "float32", dx).toFloatArray()))).isLessThan(tolerance);
        }
    }

    /** Promises of a prompt that is long enough to be computed in float32, and of one that is not. */
    @Test
    void promptsOfAnyLengthAgree() {
        try (var wide = Torch.onCpu(false); var source = ModelFolder.open(LLAMA); var model = CausalModel.load(wide, source, Precision.BF16); var narrow = Torch.onCpu(true);
                var same = CausalModel.load(narrow, source, Precision.BF16)) {
            int[] ids = new Random(2).ints(24, 3, 90).toArray();
            assertThat(distance(List.of(logits(same, ids)), List.of(logits(model, ids)))).isLessThan(0.01);
            int[] few = Arrays.copyOf(ids, 5);
            assertThat(logits(model, few)).containsExactly(logits(same, few));
        }
    }

    private static float[] logits(CausalModel model, int[] ids) {
        try (var scope = model.torch().manager().newSubManager()) {
            return model.logits(scope, new int[][] {ids}, Adapters.NONE).toFloatArray();
        }
    }

    private static List<float[]> gradients(boolean multipliesBf16, Precision precision, TrainingConfig config) throws Exception {
        try (var torch = Torch.onCpu(multipliesBf16); var source = ModelFolder.open(LLAMA); var model = CausalModel.load(torch, source, precision);
                var trainable = config.method() == TrainingConfig.Method.FULL ? Trainable.full(model, source) : TrainableFixture.fresh(model, config);
                var scope = torch.manager().newSubManager()) {
            var random = new Random(3);
            trainable.parameters().stream().filter(p -> p.abs().max().getFloat() == 0).forEach(p -> p.set(noise(random, (int) p.size())));
            var batch = PackedBatch.of(List.of(example(random, 13), example(random, 6)));
            var step = Pass.of(trainable, config, config.recompute() == TrainingConfig.Recompute.ON, () -> {}).begin(scope);
            step.train(batch, batch.totalWeight(), 1);
            return step.gradients().stream().map(NDArray::toFloatArray).toList();
        }
    }

    private static float[] noise(Random random, int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextGaussian() * 0.05);
        }
        return values;
    }

    private static Example example(Random random, int length) {
        var weights = new float[length];
        Arrays.fill(weights, 1);
        return new Example(random.ints(length, 3, 90).toArray(), weights);
    }

    /** Length of the difference over the length of what is wanted. */
    private static double distance(List<float[]> wanted, List<float[]> found) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < wanted.size(); i++) {
            for (int j = 0; j < wanted.get(i).length; j++) {
                double d = wanted.get(i)[j] - found.get(i)[j];
                difference += d * d;
                length += (double) wanted.get(i)[j] * wanted.get(i)[j];
            }
        }
        return Math.sqrt(difference / length);
    }
}
