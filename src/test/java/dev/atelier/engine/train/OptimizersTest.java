package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.quant.frozen.DynamicMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each optimizer against its formula, step by step, in double precision. */
class OptimizersTest {
    private static final int SIZE = 5000; // 19 blocks and a part of one
    private static final double RATE = 0.01;
    private static final double DECAY = 0.1;
    private static final double MOMENTUM = 0.8;

    private Torch torch;
    private NDManager scope;

    @BeforeEach
    void open() {
        torch = Torch.open("cpu");
        scope = torch.manager().newSubManager();
    }

    @AfterEach
    void close() {
        torch.close();
    }

    @ParameterizedTest
    @CsvSource({"sgd", "momentum", "adamw"})
    void stepsByTheFormula(String name) {
        var config = config(name);
        var random = new Random(3);
        float[] begin = values(random, SIZE, 1);
        var p = array(begin);
        var x = doubles(begin);
        var b = new double[SIZE];
        var m = new double[SIZE];
        var v = new double[SIZE];
        try (var optimizer = Optimizer.of(torch, List.of(p), config)) {
            for (int t = 1; t <= 5; t++) {
                float[] g = values(random, SIZE, 0.3);
                optimizer.step(scope, List.of(array(g)), 0, RATE, config);
                for (int i = 0; i < SIZE; i++) {
                    double whole = g[i] + DECAY * x[i];
                    switch (name) {
                        case "sgd" -> x[i] -= RATE * whole;
                        case "momentum" -> {
                            b[i] = MOMENTUM * b[i] + whole;
                            x[i] -= RATE * b[i];
                        }
                        default -> {
                            m[i] = 0.9 * m[i] + 0.1 * g[i];
                            v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                            x[i] -= RATE * DECAY * x[i] + RATE * m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
                        }
                    }
                }
                float[] found = p.toFloatArray();
                for (int i = 0; i < SIZE; i++) {
                    assertThat((double) found[i]).isCloseTo(x[i], within(2e-6));
                }
            }
            assertThat(optimizer.bytes()).isEqualTo(SIZE * Map.of("sgd", 0L, "momentum", 4L, "adamw", 8L).get(name));
        }
    }

    /** Clipped to a length of 1: descent by the gradient's direction. */
    @ParameterizedTest
    @CsvSource({"sgd", "momentum", "adamw", "adamw8bit"})
    void longGradientsAreClipped(String name) {
        var config = Settings.with(config(name), Map.of("max_grad_norm", "1"));
        float[] g = values(new Random(4), SIZE, 1);
        double norm = Math.sqrt(Arrays.stream(doubles(g)).map(d -> d * d).sum());
        var clipped = array(g);
        var shorter = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            shorter[i] = (float) (g[i] / (norm + 1e-6));
        }
        var one = array(new float[SIZE]);
        var other = array(new float[SIZE]);
        try (var clipping = Optimizer.of(torch, List.of(one), config); var plain = Optimizer.of(torch, List.of(other), config)) {
            assertThat(clipping.norm(scope, List.of(clipped))).isCloseTo(norm, within(1e-3));
            clipping.step(scope, List.of(clipped), norm, RATE, config);
            plain.step(scope, List.of(array(shorter)), 1, RATE, config);
        }
        assertThat(worst(one.toFloatArray(), other.toFloatArray())).isLessThan(1e-5);
        assertThat(one.toFloatArray()).isNotEqualTo(new float[SIZE]);
    }

    /** Whatever the states are rounded to, the next step is AdamW's from there; and each is the nearest that the map has, in its block. */
    @Test
    void eightBitsAreAdamWWithRoundedStates() {
        var config = config("adamw8bit");
        var random = new Random(5);
        float[] begin = values(random, SIZE, 1);
        var p = array(begin);
        var x = doubles(begin);
        try (var optimizer = Optimizer.of(torch, List.of(p), config)) {
            for (int t = 1; t <= 20; t++) {
                float[] g = values(random, SIZE, Math.exp(random.nextGaussian()));
                for (int i = 0; i < SIZE; i++) {
                    g[i] *= (float) Math.pow(10, -4 * random.nextDouble());
                }
                var m = moment(optimizer.states(), 0, DynamicMap.signed());
                var v = moment(optimizer.states(), 2, DynamicMap.unsigned());
                optimizer.step(scope, List.of(array(g)), 0, RATE, config);
                for (int i = 0; i < SIZE; i++) {
                    m[i] = 0.9 * m[i] + 0.1 * g[i];
                    v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                    x[i] -= RATE * DECAY * x[i] + RATE * m[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, t))) + 1e-8);
                }
                float[] found = p.toFloatArray();
                for (int i = 0; i < SIZE; i++) {
                    assertThat((double) found[i]).isCloseTo(x[i], within(1e-5));
                    x[i] = found[i];
                }
                nearest(m, moment(optimizer.states(), 0, DynamicMap.signed()), DynamicMap.signed(), 0);
                nearest(v, moment(optimizer.states(), 2, DynamicMap.unsigned()), DynamicMap.unsigned(), 1);
            }
        }
    }

    /** @param from the first code that is used */
    private static void nearest(double[] wanted, double[] found, float[] map, int from) {
        for (int block = 0; block < SIZE; block += 256) {
            int end = Math.min(SIZE, block + 256);
            double scale = Arrays.stream(wanted, block, end).map(Math::abs).max().orElseThrow();
            for (int i = block; i < end; i++) {
                double value = wanted[i];
                double least = Arrays.stream(doubles(map)).skip(from).map(code -> Math.abs(code * scale - value)).min().orElseThrow();
                assertThat(Math.abs(found[i] - value)).isLessThanOrEqualTo(least + 1e-6 * Math.abs(value) + 1e-12 * scale);
            }
        }
    }

    private static double[] moment(List<NDArray> states, int at, float[] map) {
        byte[] codes = states.get(at).toByteArray();
        float[] scales = states.get(at + 1).toFloatArray();
        assertThat(scales).hasSize(Math.ceilDiv(codes.length, 256));
        var out = new double[codes.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = map[Byte.toUnsignedInt(codes[i])] * (double) scales[i / 256];
        }
        return out;
    }

    /** A value whose gradient fades beside a large one: its second moment must not become zero while the first is not. */
    @Test
    void aFadingGradientTakesNoLeap() {
        var config = Settings.with(config("adamw8bit"), Map.of("weight_decay", "0"));
        var p = array(new float[SIZE]);
        try (var optimizer = Optimizer.of(torch, List.of(p), config)) {
            for (int t = 0; t < 30; t++) {
                var g = new float[SIZE];
                g[0] = 1;
                g[1] = t < 10 ? 3e-4f : 0;
                optimizer.step(scope, List.of(array(g)), 0, RATE, config);
            }
        }
        float[] end = p.toFloatArray();
        assertThat(end[0]).isCloseTo((float) (-30 * RATE), within(0.01f));
        assertThat(end[1]).isBetween((float) (-30 * RATE), 0f);
    }

    /** Biases and other small ones, of fewer than 4096 values: as AdamW, to the last bit. */
    @Test
    void smallParametersKeepFloatStates() {
        var random = new Random(6);
        float[] begin = values(random, 4095, 1);
        var one = array(begin);
        var other = array(begin);
        try (var eight = Optimizer.of(torch, List.of(one), config("adamw8bit")); var plain = Optimizer.of(torch, List.of(other), config("adamw"))) {
            for (int t = 0; t < 3; t++) {
                float[] g = values(random, 4095, 1);
                eight.step(scope, List.of(array(g)), 0, RATE, config("adamw8bit"));
                plain.step(scope, List.of(array(g)), 0, RATE, config("adamw"));
            }
            assertThat(eight.bytes()).isEqualTo(8 * 4095);
        }
        assertThat(one.toFloatArray()).isEqualTo(other.toFloatArray());
    }

    @Test
    void bytesOfTenMillionValues() {
        var p = List.of(scope.zeros(new Shape(2000, 2500)), scope.zeros(new Shape(1000, 5000)));
        for (var wanted : Map.of("adamw", 80_000_000L, "adamw8bit", 20_000_000L + 2 * 4 * 2 * Math.ceilDiv(5_000_000, 256), "sgd", 0L, "momentum", 40_000_000L).entrySet()) {
            try (var optimizer = Optimizer.of(torch, p, config(wanted.getKey()))) {
                assertThat(optimizer.bytes()).as(wanted.getKey()).isEqualTo(wanted.getValue());
            }
        }
    }

    /** A hundred steps of LoRA on the same rows; adamw8bit ends where adamw does, within a hundredth. */
    @Test
    void eightBitsTrainAsWell() {
        try (var folder = ModelFolder.open(Path.of("src/test/resources/parity/llama")); var model = CausalModel.load(torch, folder, Precision.F32)) {
            double plain = trained(model, "adamw", 0.01);
            assertThat(trained(model, "adamw8bit", 0.01)).isCloseTo(plain, within(0.02 * plain));
            double before = trained(model, "adamw", 1e-12);
            assertThat(plain).isLessThan(before / 4);
            assertThat(trained(model, "momentum", 1)).isLessThan(before / 2);
            assertThat(trained(model, "sgd", 1)).isLessThan(0.9 * before);
        }
    }

    private double trained(CausalModel model, String optimizer, double rate) {
        var config = Settings.with(Settings.defaults(), Map.of("optimizer", optimizer, "rank", "64"));
        try (var trainable = TrainableFixture.fresh(model, config); var steps = Optimizer.of(torch, trainable.parameters(), config)) {
            assertThat(trainable.parameters()).anyMatch(p -> p.size() >= 4096);
            var pass = Pass.of(trainable, config, false, () -> {});
            var random = new Random(8);
            var weights = new float[24];
            Arrays.fill(weights, 1);
            var batch = PackedBatch.of(List.of(new Example(random.ints(24, 3, 320).toArray(), weights), new Example(random.ints(24, 3, 320).toArray(), weights)));
            double loss = 0;
            for (int t = 0; t < 100; t++) {
                try (var step = torch.manager().newSubManager()) {
                    var work = pass.begin(step);
                    loss = work.train(batch, batch.totalWeight(), 0);
                    steps.step(step, work.gradients(), steps.norm(step, work.gradients()), rate, config);
                }
            }
            return loss;
        }
    }

    private static TrainingConfig config(String optimizer) {
        return Settings.with(Settings.defaults(), Map.of("optimizer", optimizer, "weight_decay", "" + DECAY, "momentum", "" + MOMENTUM, "max_grad_norm", "0"));
    }

    private NDArray array(float[] values) {
        try (NDArray lent = scope.create(values)) {
            return lent.duplicate();
        }
    }

    private static float[] values(Random random, int count, double deviation) {
        var out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) (random.nextGaussian() * deviation);
        }
        return out;
    }

    private static double[] doubles(float[] values) {
        var out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    private static double worst(float[] a, float[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]));
        }
        return worst;
    }
}
