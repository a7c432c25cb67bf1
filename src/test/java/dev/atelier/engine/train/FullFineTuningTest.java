package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.CausalModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gradient of every weight, against differences of the loss along a random direction. */
class FullFineTuningTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");

    @ParameterizedTest
    @CsvSource({"llama,true,false", "llama_tied,true,true", "llama_tied,false,true", "gemma3,false,true", "gpt2,false,true", "phi3,false,true"})
    void gradientsOfAllWeights(String name, boolean kernels, boolean recompute) {
        try (var torch = Torch.open("cpu"); var folder = ModelFolder.open(PARITY.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var trainable = Trainable.full(model, folder); NDManager scope = torch.manager().newSubManager()) {
            var random = new Random(7);
            var batch = PackedBatch.of(List.of(example(random, 24), example(random, 9), example(random, 17)));
            Pass pass = kernels ? new KernelPass(trainable, recompute, 0, () -> {}) : new RecordedPass(trainable, 0, () -> {});
            var work = pass.begin(scope);
            work.train(batch, batch.totalWeight(), 0);
            for (int i = 0; i < trainable.parameters().size(); i++) {
                NDArray parameter = trainable.parameters().get(i);
                float[] gradient = work.gradients().get(i).toFloatArray();
                float[] before = parameter.toFloatArray();
                double length = Math.sqrt(squares(gradient));
                assertThat(length).isPositive();
                // half along the gradient, half anywhere
                float[] direction = new float[before.length];
                double expected = 0;
                for (int j = 0; j < direction.length; j++) {
                    direction[j] = (float) (gradient[j] / length + random.nextGaussian() / Math.sqrt(direction.length));
                    expected += direction[j] * gradient[j];
                }
                double h = 0.02;
                double slope = (lossAt(parameter, before, direction, h, pass, batch, scope) - lossAt(parameter, before, direction, -h, pass, batch, scope)) / (2 * h);
                parameter.set(before);
                assertThat(slope).as(trainable.names().get(i)).isCloseTo(expected, within(0.02 * length));
            }
        }
    }

    private static double lossAt(NDArray parameter, float[] before, float[] direction, double h, Pass pass, PackedBatch batch, NDManager scope) {
        var moved = new float[before.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (before[i] + h * direction[i]);
        }
        parameter.set(moved);
        return pass.begin(scope).evaluate(batch).loss() / batch.totalWeight();
    }

    private static double squares(float[] x) {
        double sum = 0;
        for (float v : x) {
            sum += v * v;
        }
        return sum;
    }

    private static Example example(Random random, int length) {
        var weights = new float[length];
        for (int i = 0; i < length; i++) {
            weights[i] = i % 3 == 0 ? 0 : random.nextFloat();
        }
        return new Example(random.ints(length, 3, 320).toArray(), weights);
    }
}
