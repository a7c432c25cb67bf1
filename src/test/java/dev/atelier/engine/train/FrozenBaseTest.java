package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.atelier.TinyProject;
import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.StoredNames;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.Weights;
import dev.atelier.engine.quant.frozen.FrozenFile;
import dev.atelier.engine.quant.frozen.FrozenFormat;
import dev.atelier.engine.run.RunPreparation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A base kept in few bits trains like the same base with what those bits stand for. */
class FrozenBaseTest {
    private static final Path PARITY = Path.of("src/test/resources/parity");

    @TempDir
    Path folder;

    /** Llama with kernels and through autograd, GPT-2 with its transposed matrices, and others; the losses of three steps and the logits after them. */
    @ParameterizedTest
    @CsvSource({"llama,nf4,true,F32,true,false,false", "llama,nf4,true,BF16,true,true,false", "llama,nf4,false,F32,false,false,false", "llama,fp4,true,BF16,false,false,false",
            "llama,int8,true,F32,true,true,false", "gpt2,nf4,true,F32,false,false,false", "gpt2,int8,true,BF16,false,false,false", "gemma3,nf4,true,F32,false,false,false",
            "phi3,fp4,false,F32,false,false,false", "llama_dora,nf4,true,F32,false,false,false", "llama,nf4,true,F32,true,false,true", "llama,nf4,true,BF16,true,true,true",
            "llama_tied,nf4,true,F32,true,false,true", "llama,int8,true,F32,false,false,true", "gpt2,nf4,true,F32,false,false,true", "gemma2,nf4,true,F32,false,false,true"})
    void trainsLikeWhatItStandsFor(String name, String quantization, boolean twice, Precision precision, boolean kernels, boolean recompute, boolean embeddings) {
        var config = Settings.with(Settings.defaults(), Map.of("rank", "4", "quantization", quantization, "double_quant", "" + twice, "learning_rate", "0.01",
                "use_dora", "" + name.endsWith("dora"), "int8_embeddings", "" + embeddings));
        try (var torch = Torch.open("cpu"); var source = ModelFolder.open(PARITY.resolve(name)); var file = open(source, config);
                var few = CausalModel.load(torch, source, shape(source), precision, file);
                var scope = torch.manager().newSubManager();
                var plain = CausalModel.load(torch, source, shape(source), precision).with(scope, dequantized(few, scope))) {
            assertThat(loss(few, config, kernels, recompute)).isEqualTo(loss(plain, config, kernels, recompute));
            // the scores of a table in pieces are not rounded to bf16
            near(few.logits(scope, new int[][] {{1, 2, 3, 4}}, Adapters.NONE), plain.logits(scope, new int[][] {{1, 2, 3, 4}}, Adapters.NONE), embeddings && precision == Precision.BF16 ? 1.0 / 256 : 0);
            try (var original = CausalModel.load(torch, source, precision)) {
                assertThat(loss(original, config, kernels, recompute)).isNotEqualTo(loss(plain, config, kernels, recompute));
            }
        }
    }

    private static List<Double> loss(CausalModel model, TrainingConfig config, boolean kernels, boolean recompute) {
        var losses = new ArrayList<Double>();
        try (var trainable = TrainableFixture.fresh(model, config); var optimizer = new AdamW(model.torch(), trainable.parameters())) {
            Pass pass = kernels ? new KernelPass(trainable, recompute, 0, () -> {}) : new RecordedPass(trainable, 0, () -> {});
            var random = new Random(5);
            for (int step = 0; step < 3; step++) {
                try (var scope = model.torch().manager().newSubManager()) {
                    var batch = PackedBatch.of(List.of(example(random, 11), example(random, 7)));
                    var work = pass.begin(scope);
                    losses.add(work.train(batch, batch.totalWeight(), 0));
                    var gradients = work.gradients();
                    losses.add(optimizer.norm(scope, gradients));
                    optimizer.step(scope, gradients, 0, 0.01, config);
                    losses.add(work.evaluate(batch).loss());
                }
            }
        }
        assertThat(losses).allMatch(Double::isFinite);
        return losses;
    }

    private static Example example(Random random, int length) {
        var weights = new float[length];
        Arrays.fill(weights, 1);
        return new Example(random.ints(length, 3, 60).toArray(), weights);
    }

    private FrozenFile open(ModelFolder source, TrainingConfig config) {
        return FrozenFile.open(folder, source, shape(source), FrozenFormat.of(config), Progress.NONE);
    }

    private static ModelConfig shape(ModelFolder source) {
        return ModelConfig.of(source.config());
    }

    private static Weights dequantized(CausalModel model, NDManager owner) {
        return Weights.of(model.config(), model.config().tensors().stream().map(spec -> model.weights().get(spec.name(), owner)).toList());
    }

    /** An output matrix in int8 that is computed with in several pieces: scores, and their gradient on its way back, as the whole matrix gives them. */
    @Test
    void aLargeTableIsReadInPieces() {
        int words = 2500;
        int width = 1024;
        var random = new Random(3);
        try (var torch = Torch.onCpu(false); var scope = torch.manager().newSubManager()) {
            byte[] codes = new byte[words * width];
            random.nextBytes(codes);
            NDArray rows = scope.create(ByteBuffer.wrap(codes), new Shape(words, width), DataType.INT8);
            NDArray scales = floats(scope, random, words).abs();
            NDArray table = rows.toType(DataType.FLOAT32, true).mul(scales.reshape(words, 1));
            NDArray x = floats(scope, random, 3 * width).reshape(1, 3, width);
            NDArray scores = torch.kernels().one(scope, "head_scores", x, List.of(rows, scales));
            near(scores, x.reshape(3, width).matMul(table.transpose()), 1e-5);
            near(torch.kernels().one(scope, "head_scores_back", scores, x, List.of(rows, scales)), scores.reshape(3, words).matMul(table), 1e-5);
            near(torch.kernels().one(scope, "embedding_int8", scope.create(new long[] {0, 7, 2499}, new Shape(1, 3)), rows, scales), table.get(scope.create(new long[] {0, 7, 2499})), 0);
        }
    }

    private static NDArray floats(NDManager scope, Random random, int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return scope.create(values);
    }

    /** @param share of the largest that they may differ by */
    private static void near(NDArray found, NDArray wanted, double share) {
        float[] a = found.toFloatArray();
        float[] b = wanted.toFloatArray();
        assertThat(a).hasSameSizeAs(b);
        double largest = wanted.abs().max().getFloat();
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], within((float) (share * largest)));
        }
    }

    /** Every weight lies within half the widest gap of its block's values; int8 within half a step of its row. */
    @ParameterizedTest
    @CsvSource({"llama,nf4,true", "gpt2,nf4,false", "gpt2,fp4,true", "llama,int8,false"})
    void theWeightsAreTheNearestThereAre(String name, String quantization, boolean twice) {
        var config = Settings.with(Settings.defaults(), Map.of("quantization", quantization, "double_quant", "" + twice));
        try (var torch = Torch.open("cpu"); var source = ModelFolder.open(PARITY.resolve(name)); var file = open(source, config);
                var model = CausalModel.load(torch, source, shape(source), Precision.F32, file); var scope = torch.manager().newSubManager()) {
            var names = new StoredNames(source);
            for (var spec : FrozenFile.matrices(shape(source))) {
                float[] wanted = source.floats(names.of(spec.name()));
                NDArray array = model.weights().get(spec.name(), scope);
                assertThat(array.getShape()).isEqualTo(model.weights().shape(spec.name()));
                float[] found = (spec.transposed() ? array.transpose() : array).toFloatArray();
                int unit = config.quantization() == Quantization.INT8 ? (int) spec.shape()[1] : 64;
                float widest = switch (config.quantization()) {
                    case NF4 -> 0.5f * (1 - 0.6961928f);
                    case FP4 -> 0.5f / 3;
                    default -> 0.5f / 127;
                };
                for (int from = 0; from < wanted.length; from += unit) {
                    float largest = 0;
                    for (int i = from; i < Math.min(wanted.length, from + unit); i++) {
                        largest = Math.max(largest, Math.abs(wanted[i]));
                    }
                    for (int i = from; i < Math.min(wanted.length, from + unit); i++) {
                        assertThat(found[i]).as(spec.name() + " " + i).isCloseTo(wanted[i], within(largest * (widest + (twice ? 0.06f : 1e-5f))));
                    }
                }
            }
        }
    }

    /** 32/64 bits a weight against 8/64 + 32/(64 x 256): 0.373 less. */
    @Test
    void doubleQuantizationSavesThirtySevenHundredthsOfABit() {
        try (var source = ModelFolder.open(PARITY.resolve("llama"))) {
            long weights = FrozenFile.matrices(shape(source)).stream().mapToLong(TensorSpec::elements).sum();
            long once = bytes(source, false);
            long twice = bytes(source, true);
            double groups = FrozenFile.matrices(shape(source)).size(); // a mean each, and the last 256 scales of each may be fewer
            assertThat(once * 8.0 / weights).isEqualTo(4.5);
            assertThat((once - twice) * 8.0 / weights).isCloseTo(0.5 - 8.0 / 64 - 32.0 / (64 * 256), within(groups * (4 + 260) * 8 / weights));
        }
    }

    private long bytes(ModelFolder source, boolean twice) {
        try (var file = open(source, Settings.with(Settings.defaults(), Map.of("quantization", "nf4", "double_quant", "" + twice)))) {
            return file.file().tensors().values().stream().mapToLong(info -> info.bytes()).sum();
        }
    }

    /** Found again as long as the model is what it was; a damaged or older one is made anew, and one that was stopped leaves nothing. */
    @Test
    void theFileIsKeptUntilTheModelChanges() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(PARITY.resolve("llama").resolve(name), model.resolve(name));
        }
        Path cache = folder.resolve("cache");
        var format = new FrozenFormat(Quantization.NF4, true, false);
        var stop = new Progress() {
            @Override
            public void at(String what, long done, long total) {
                assertThat(done).isBetween(1L, total);
            }

            @Override
            public boolean cancelled() {
                return true;
            }
        };
        try (var source = ModelFolder.open(model)) {
            assertThatThrownBy(() -> FrozenFile.open(cache, source, shape(source), format, stop)).isInstanceOf(CancellationException.class);
            assertThat(cache).isEmptyDirectory();
            Path file = made(cache, source, format);
            byte[] first = Files.readAllBytes(file);
            FileTime time = Files.getLastModifiedTime(file);
            FrozenFile.open(cache, source, shape(source), format, stop).close(); // nothing to stop
            assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
            Files.write(file, Arrays.copyOf(first, first.length / 2));
            assertThat(made(cache, source, format)).isEqualTo(file).hasBinaryContent(first);
            Files.setLastModifiedTime(model.resolve("model.safetensors"), FileTime.fromMillis(1_000_000));
            assertThat(Files.readAllBytes(made(cache, source, format))).isNotEqualTo(first); // its stamp is another
            assertThat(cache).isDirectoryContaining(f -> f.equals(file)).satisfies(c -> {
                try (var all = Files.list(c)) {
                    assertThat(all).hasSize(1);
                }
            });
        }
    }

    private static Path made(Path cache, ModelFolder source, FrozenFormat format) {
        try (var file = FrozenFile.open(cache, source, shape(source), format, Progress.NONE)) {
            return file.file().file();
        }
    }

    /** The file lies in the project, for all of its runs; the adapter names the original model, and the answers of the rows kept apart are there. */
    @Test
    void aProjectsRunsShareTheFile() throws Exception {
        var project = ProjectSpec.read(TinyProject.write(folder.resolve("project"), Map.of("max_steps", 3, "rank", 4, "precision", "f32", "device", "cpu", "quantization", "nf4", "sample_tokens", 4)));
        var first = run(project, "a");
        var made = first.cache().toFile().listFiles();
        assertThat(made).hasSize(1);
        assertThat(first.cache()).isEqualTo(folder.resolve("project/cache"));
        long time = made[0].lastModified();
        var second = run(project, "b");
        assertThat(second.cache().toFile().listFiles()).hasSize(1).allMatch(file -> file.lastModified() == time);
        assertThat(second.adapter().resolve("adapter_model.safetensors")).hasSameBinaryContentAs(first.adapter().resolve("adapter_model.safetensors"));
        assertThat(second.adapter().resolve("adapter_config.json")).content().contains(project.model().toRealPath().toString());
        assertThat(Files.readString(second.events())).contains("\"event\":\"sample\"");
        assertThat(new RunFolder(folder.resolve("alone")).cache()).isEqualTo(folder.resolve("alone/cache"));
    }

    private static RunFolder run(ProjectSpec project, String name) throws IOException {
        var run = new RunFolder(project.model().resolveSibling("runs").resolve(name));
        RunPreparation.prepare(project, project.settings(), run, false, Progress.NONE);
        try (var events = EventLog.open(run.events())) {
            TrainingJob.run(run, events, new Cancel(), TrainableFixture.LITTLE);
        }
        return run;
    }
}
