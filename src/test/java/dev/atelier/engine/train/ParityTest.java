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
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.LoraAdapter;
import dev.atelier.engine.peft.LoraLayout;
import dev.atelier.engine.peft.LoraValues;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_tied", "llama3rope", "llama_rslora"})
    void forward(String name) {
        try (var folder = ModelFolder.open(ROOT.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var fixture = Safetensors.open(ROOT.resolve(name + "/forward.safetensors")); NDManager scope = torch.manager().newSubManager()) {
            int[][] ids = ints(fixture, "input_ids", 0, 2, 24);
            float[] logits = model.logits(scope, ids, Map.of()).toFloatArray();
            assertClose(logits, fixture.floats("logits"), 1e-4);

            var none = new LoraTrainable(model, LoraAdapter.init(torch, LoraLayout.of(model.config(), lora(name)), 1));
            var batch = PackedBatch.of(List.of(example(ids[0], ids[0]), example(ids[1], ids[1])));
            double loss = new TrainingPass(model, false, 0, () -> false).evaluate(scope, batch, none.prepare(scope)) / batch.totalWeight();
            assertThat(loss).isCloseTo(fixture.floats("loss")[0], within(1e-4));
            float[] expected = fixture.floats("token_loss");
            for (int i = 0; i < 2; i++) {
                for (int t = 0; t < 23; t++) {
                    var labels = new int[24];
                    Arrays.fill(labels, -100);
                    labels[t + 1] = ids[i][t + 1];
                    double one = new TrainingPass(model, false, 0, () -> false).evaluate(scope, PackedBatch.of(List.of(example(ids[i], labels))), none.prepare(scope));
                    assertThat(one).isCloseTo(expected[i * 23 + t], within(1e-4));
                }
            }
            none.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_tied", "llama3rope", "llama_rslora"})
    void greedyWithTheCache(String name) {
        try (var folder = ModelFolder.open(ROOT.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var fixture = Safetensors.open(ROOT.resolve(name + "/forward.safetensors")); var cache = model.newCache(1, 24)) {
            int[] expected = ints(fixture, "greedy", 0, 1, 24)[0];
            var ids = new ArrayList<Integer>();
            int[] next = Arrays.copyOf(expected, 8);
            while (ids.size() < 16) {
                try (NDManager scope = torch.manager().newSubManager()) {
                    float[] logits = model.next(scope, new int[][] {next}, new int[1], cache, Map.of()).toFloatArray();
                    ids.add(argmax(logits));
                    next = new int[] {ids.getLast()};
                }
            }
            assertThat(ids).isEqualTo(Arrays.stream(expected).skip(8).boxed().toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama_tied", "llama3rope", "llama_rslora"})
    void tenStepsOfLora(String name) throws Exception {
        var settings = lora(name);
        try (var folder = ModelFolder.open(ROOT.resolve(name)); var model = CausalModel.load(torch, folder, Precision.F32);
                var fixture = Safetensors.open(ROOT.resolve(name + "/train.safetensors")); var grads = Safetensors.open(ROOT.resolve(name + "/grads_step0.safetensors"));
                var init = PeftFolder.open(ROOT.resolve(name + "/adapter_init")); var last = PeftFolder.open(ROOT.resolve(name + "/adapter_final"));
                var forward = Safetensors.open(ROOT.resolve(name + "/forward.safetensors"))) {
            var layout = LoraLayout.of(model.config(), settings);
            var adapter = LoraAdapter.of(torch, layout, values(init));
            var trainable = new LoraTrainable(model, adapter);
            var optimizer = new AdamW(torch, trainable.parameters());
            double limit = name.equals("llama_rslora") ? 1e-3 : 1e-4;
            for (int step = 0; step < 10; step++) {
                try (NDManager scope = torch.manager().newSubManager()) {
                    int[][] ids = ints(fixture, "input_ids", step, 2, 24);
                    int[][] labels = ints(fixture, "labels", step, 2, 24);
                    var prepared = trainable.prepare(scope);
                    var parts = List.of(PackedBatch.of(List.of(example(ids[0], labels[0]))), PackedBatch.of(List.of(example(ids[1], labels[1]))));
                    double total = parts.stream().mapToDouble(PackedBatch::totalWeight).sum();
                    var pass = new TrainingPass(model, step % 2 == 1, 0, () -> false);
                    double loss = 0;
                    for (var part : parts) { // cut in two: the gradient of the mean does not depend on it
                        loss += pass.train(scope, part, prepared, total, 1);
                    }
                    assertThat(loss).isCloseTo(losses(name)[step], within(limit));
                    if (step == 0) {
                        assertGradients(adapter, prepared.gradients(), grads);
                        assertGradients(adapter, autograd(model, layout, values(init), parts, ids, total, scope), grads);
                    }
                    optimizer.step(scope, prepared.gradients(), optimizer.norm(scope, prepared.gradients()), 1e-2, settings);
                }
            }
            var expected = values(last);
            adapter.values().forEach((path, v) -> {
                assertClose(v.a(), expected.get(path).a(), 1e-3);
                assertClose(v.b(), expected.get(path).b(), 1e-3);
            });
            try (NDManager scope = torch.manager().newSubManager()) {
                float[] logits = model.logits(scope, ints(forward, "input_ids", 0, 2, 24), LoraAdapter.adapted(scope, layout, adapter.values())).toFloatArray();
                assertClose(logits, fixture.floats("final_logits"), 1e-2);
            }
            optimizer.close();
            trainable.close();
        }
    }

    /** The reference block's gradients through autograd, in the order of the trainable's parameters, with B's scaled the kernels' way. */
    private static List<NDArray> autograd(CausalModel model, LoraLayout layout, Map<String, LoraValues> values, List<PackedBatch> parts, int[][] ids, double total, NDManager scope) {
        var adapted = LoraAdapter.adapted(scope, layout, values);
        adapted.values().forEach(a -> {
            a.a().setRequiresGradient(true);
            a.b().setRequiresGradient(true);
        });
        var byPath = new LinkedHashMap<String, LoraValues>();
        try (var collector = ai.djl.engine.Engine.getEngine("PyTorch").newGradientCollector()) {
            for (int i = 0; i < ids.length; i++) {
                var weights = new float[ids[i].length];
                var targets = new long[ids[i].length];
                float[] shares = parts.get(i).shares(total);
                for (int r = 0; r < shares.length; r++) {
                    weights[(int) parts.get(i).rows()[r]] = shares[r];
                    targets[(int) parts.get(i).rows()[r]] = parts.get(i).targets()[r];
                }
                collector.backward(model.recordedLoss(scope, new int[][] {ids[i]}, targets, weights, adapted));
            }
            adapted.forEach((path, a) -> byPath.put(path, new LoraValues(a.a().getGradient().toFloatArray(), a.b().getGradient().toFloatArray())));
        }
        var holder = LoraAdapter.of(torch, layout, byPath);
        var arrays = new ArrayList<NDArray>();
        for (int i = 0; i < holder.layers(); i++) {
            arrays.addAll(holder.layer(i));
        }
        return arrays;
    }

    private static void assertGradients(LoraAdapter adapter, List<NDArray> gradients, Safetensors expected) {
        var it = gradients.iterator();
        var byPath = new LinkedHashMap<String, LoraValues>();
        for (int layer = 0; layer < adapter.layers(); layer++) {
            String p = "model.layers." + layer + ".";
            for (var group : List.of(List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"), List.of("self_attn.o_proj"), List.of("mlp.gate_proj", "mlp.up_proj"), List.of("mlp.down_proj"))) {
                float[] a = it.next().toFloatArray();
                int rows = a.length / group.size();
                for (int i = 0; i < group.size(); i++) {
                    byPath.put(p + group.get(i), new LoraValues(Arrays.copyOfRange(a, i * rows, (i + 1) * rows), it.next().toFloatArray()));
                }
            }
        }
        assertThat(byPath).hasSize(expected.tensors().size() / 2);
        byPath.forEach((path, v) -> {
            assertRelative(v.a(), expected.floats(path + ".lora_A.weight"));
            assertRelative(v.b(), expected.floats(path + ".lora_B.weight"));
        });
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

    private static TrainingConfig lora(String name) {
        return Settings.with(Settings.defaults(), Map.of("rank", "4", "alpha", "8", "use_rslora", name.equals("llama_rslora") + "", "weight_decay", "0.01", "max_grad_norm", "0", "schedule", "constant"));
    }

    private static double[] losses(String name) throws Exception {
        var node = dev.atelier.domain.Json.parse(java.nio.file.Files.readString(ROOT.resolve(name + "/summary.json")), name).get("losses");
        return node.valueStream().mapToDouble(com.fasterxml.jackson.databind.JsonNode::asDouble).toArray();
    }

    private static Map<String, LoraValues> values(PeftFolder peft) {
        var out = new LinkedHashMap<String, LoraValues>();
        peft.modules().forEach((path, m) -> out.put(path, new LoraValues(peft.tensors().floats(m.a()), peft.tensors().floats(m.b()))));
        return out;
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
