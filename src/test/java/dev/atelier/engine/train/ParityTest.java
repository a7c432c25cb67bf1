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
import dev.atelier.engine.data.LabelledExample;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.Adaptation;
import dev.atelier.engine.peft.AdapterValues;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What transformers and PEFT computed for tiny models, computed here: within the limits two correct float32 implementations keep. */
class ParityTest {
    private static final Path ROOT = Path.of("src/test/resources/parity");
    private static Torch torch;

    @BeforeAll
    static void open() {
        torch = Torch.open("cpu");
    }

    @AfterAll
    static void close() {
        torch.close();
    }

    private static final String DECODERS = "llama,llama_tied,llama3rope,llama_rslora,llama_dora,mistral_window,qwen2,qwen2_tied,qwen3,gemma,gemma2,gemma3,phi3,gpt2";

    static Stream<String> decoders() {
        return Arrays.stream(DECODERS.split(","));
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void forward(String name) {
        try (var folder = ModelFolder.open(ROOT.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var fixture = Safetensors.open(ROOT.resolve(name + "/forward.safetensors")); NDManager scope = torch.manager().newSubManager();
                var init = PeftFolder.open(ROOT.resolve(name + "/adapter_init")); var none = none(model)) {
            int[][] ids = ints(fixture, "input_ids", 0, 2, 24);
            float[] logits = model.logits(scope, ids, Adapters.NONE).toFloatArray();
            assertClose(logits, fixture.floats("logits"), 1e-4);
            assertThat(init.modules()).isNotEmpty();

            for (var pass : passes(none)) {
                var step = pass.begin(scope);
                var batch = PackedBatch.of(List.of(example(ids[0], ids[0]), example(ids[1], ids[1])));
                assertThat(step.evaluate(batch).loss() / batch.totalWeight()).isCloseTo(fixture.floats("loss")[0], within(1e-4));
                float[] expected = fixture.floats("token_loss");
                for (int i = 0; i < 2; i++) {
                    for (int t = 0; t < 23; t++) {
                        var labels = new int[24];
                        Arrays.fill(labels, -100);
                        labels[t + 1] = ids[i][t + 1];
                        assertThat(step.evaluate(PackedBatch.of(List.of(example(ids[i], labels)))).loss()).isCloseTo(expected[i * 23 + t], within(1e-4));
                    }
                }
            }
        }
    }

    /** An adapter that changes nothing yet. */
    private static Trainable none(CausalModel model) {
        var adaptation = Adaptation.of(model.config(), Settings.with(Settings.defaults(), Map.of("rank", "1")));
        return Trainable.adapters(model, adaptation, AdapterValues.init(adaptation, model, 1));
    }

    /** Autograd, and the hand-written kernels where they are for this model. */
    private static List<Pass> passes(Trainable trainable) {
        var out = new ArrayList<Pass>(List.of(new RecordedPass(trainable, 0, () -> {})));
        if (KernelPass.computes(trainable, 24)) {
            out.add(new KernelPass(trainable, false, 0, () -> {}));
            out.add(new KernelPass(trainable, true, 0, () -> {}));
        }
        return out;
    }

    @Test
    void theKernelsAreForTheLlamas() {
        for (String name : List.of("llama", "llama_tied", "llama3rope", "llama_rslora")) {
            try (var folder = ModelFolder.open(ROOT.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32); var trainable = none(model)) {
                assertThat(KernelPass.computes(trainable, 24)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void greedyWithTheCache(String name) {
        try (var folder = ModelFolder.open(ROOT.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var fixture = Safetensors.open(ROOT.resolve(name + "/forward.safetensors")); var cache = model.newCache(1, 24)) {
            int[] expected = ints(fixture, "greedy", 0, 1, 24)[0];
            var ids = new ArrayList<Integer>();
            int[] next = Arrays.copyOf(expected, 8);
            while (ids.size() < 16) {
                try (NDManager scope = torch.manager().newSubManager()) {
                    float[] logits = model.next(scope, new int[][] {next}, new int[1], cache, Adapters.NONE).toFloatArray();
                    ids.add(argmax(logits));
                    next = new int[] {ids.getLast()};
                }
            }
            assertThat(ids).isEqualTo(Arrays.stream(expected).skip(8).boxed().toList());
        }
    }

    static Stream<Arguments> training() {
        return decoders().flatMap(name -> IntStream.range(0, name.matches("llama(_tied|3rope|_rslora)?") ? 3 : 1).mapToObj(pass -> Arguments.of(name, pass)));
    }

    /** @param which of {@link #passes} */
    @ParameterizedTest
    @MethodSource("training")
    void tenStepsOfLora(String name, int which) throws Exception {
        try (var folder = ModelFolder.open(ROOT.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var fixture = Safetensors.open(ROOT.resolve(name + "/train.safetensors")); var grads = Safetensors.open(ROOT.resolve(name + "/grads_step0.safetensors"));
                var init = PeftFolder.open(ROOT.resolve(name + "/adapter_init")); var last = PeftFolder.open(ROOT.resolve(name + "/adapter_final"));
                var forward = Safetensors.open(ROOT.resolve(name + "/forward.safetensors"))) {
            var adaptation = Adaptation.of(model.config(), init);
            assertThat(adaptation.parameters()).hasSameSizeAs(init.tensors().tensors());
            var trainable = Trainable.adapters(model, adaptation, AdapterValues.read(adaptation, init));
            var pass = passes(trainable).get(which);
            var optimizer = new AdamW(torch, trainable.parameters());
            double limit = name.equals("llama_rslora") ? 1e-3 : 1e-4;
            for (int step = 0; step < 10; step++) {
                try (NDManager scope = torch.manager().newSubManager()) {
                    int[][] ids = ints(fixture, "input_ids", step, 2, 24);
                    int[][] labels = ints(fixture, "labels", step, 2, 24);
                    var parts = step % 2 == 0 ? List.of(PackedBatch.of(List.of(example(ids[0], labels[0]))), PackedBatch.of(List.of(example(ids[1], labels[1]))))
                            : List.of(PackedBatch.of(List.of(example(ids[0], labels[0]), example(ids[1], labels[1]))));
                    double total = parts.stream().mapToDouble(PackedBatch::totalWeight).sum();
                    var work = pass.begin(scope);
                    double loss = 0;
                    for (var part : parts) { // cut in two or not: the gradient of the mean does not depend on it
                        loss += work.train(part, total, 1);
                    }
                    assertThat(loss).isCloseTo(losses(name)[step], within(limit));
                    if (step == 0) {
                        assertGradients(trainable, work.gradients(), grads);
                    }
                    optimizer.step(scope, work.gradients(), optimizer.norm(scope, work.gradients()), 1e-2, SETTINGS);
                }
            }
            TrainableFixture.values(trainable).forEach((key, v) -> assertClose(v, last.tensors().floats(PeftFolder.PREFIX + key), 1e-3));
            try (NDManager scope = torch.manager().newSubManager()) {
                float[] logits = model.logits(scope, ints(forward, "input_ids", 0, 2, 24), trainable.trained(scope)).toFloatArray();
                assertClose(logits, fixture.floats("final_logits"), 1e-2);
            }
            optimizer.close();
            trainable.close();
        }
    }

    /** Ten steps on one padded batch: here its rows lie end to end. */
    @Test
    void aClassifier() throws Exception {
        Path root = ROOT.resolve("roberta_classifier");
        try (var folder = ModelFolder.open(root); var model = CausalModel.load(torch, folder, Precision.F32); var fixture = Safetensors.open(root.resolve("forward.safetensors"));
                var init = PeftFolder.open(root.resolve("adapter_init")); var last = PeftFolder.open(root.resolve("adapter_final"))) {
            assertThat(model.config().labels()).containsExactly("negative", "neutral", "positive");
            int[][] ids = ints(fixture, "input_ids", 0, 4, 20);
            int[][] mask = ints(fixture, "attention_mask", 0, 4, 20);
            int[] labels = ints(fixture, "labels", 0, 1, 4)[0];
            var rows = new ArrayList<LabelledExample>();
            for (int i = 0; i < 4; i++) {
                rows.add(new LabelledExample(Arrays.copyOf(ids[i], Arrays.stream(mask[i]).sum()), labels[i]));
            }
            try (NDManager scope = torch.manager().newSubManager()) {
                assertClose(model.logits(scope, rows.stream().map(LabelledExample::ids).toArray(int[][]::new), Adapters.NONE).toFloatArray(), fixture.floats("logits"), 1e-4);
            }
            var adaptation = Adaptation.of(model.config(), init);
            var trainable = Trainable.adapters(model, adaptation, AdapterValues.read(adaptation, init));
            var optimizer = new AdamW(torch, trainable.parameters());
            var pass = new RecordedPass(trainable, 0, () -> {});
            for (double expected : losses("roberta_classifier")) {
                try (NDManager scope = torch.manager().newSubManager()) {
                    var work = pass.begin(scope);
                    var batch = PackedBatch.of(rows);
                    assertThat(work.train(batch, batch.totalWeight(), 1)).isCloseTo(expected, within(1e-4));
                    optimizer.step(scope, work.gradients(), 0, 1e-2, SETTINGS);
                }
            }
            TrainableFixture.values(trainable).forEach((key, v) -> assertClose(v, last.tensors().floats(PeftFolder.PREFIX + key), 1e-3));
            optimizer.close();
            trainable.close();
        }
    }

    private static void assertGradients(Trainable trainable, List<NDArray> gradients, Safetensors expected) {
        assertThat(gradients).hasSameSizeAs(expected.tensors().keySet());
        for (int i = 0; i < gradients.size(); i++) {
            assertRelative(gradients.get(i).toFloatArray(), expected.floats(trainable.names().get(i) + (trainable.names().get(i).endsWith("vector") ? ".weight" : "")));
        }
    }

    private static void assertRelative(float[] actual, float[] expected) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(actual).hasSameSizeAs(expected);
        assertThat(Math.sqrt(error)).isLessThan(1e-4 * Math.sqrt(norm) + 1e-9);
    }

    private static void assertClose(float[] actual, float[] expected, double limit) {
        assertThat(actual).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
        }
        assertThat(worst).isLessThan(limit);
    }

    private static final TrainingConfig SETTINGS = Settings.with(Settings.defaults(), Map.of("weight_decay", "0.01", "max_grad_norm", "0", "schedule", "constant"));

    private static double[] losses(String name) throws Exception {
        var node = dev.atelier.domain.Json.parse(java.nio.file.Files.readString(ROOT.resolve(name + "/summary.json")), name).get("losses");
        return node.valueStream().mapToDouble(com.fasterxml.jackson.databind.JsonNode::asDouble).toArray();
    }

    private static Example example(int[] ids, int[] labels) {
        var weights = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            weights[i] = labels[i] == -100 ? 0 : 1;
        }
        return new Example(ids, weights);
    }

    private static int[][] ints(Safetensors file, String name, int first, int rows, int columns) {
        var data = file.data(name);
        var out = new int[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[i][j] = (int) data.get(ValueLayout.JAVA_LONG_UNALIGNED, 8L * ((first * rows + i) * columns + j));
            }
        }
        return out;
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
