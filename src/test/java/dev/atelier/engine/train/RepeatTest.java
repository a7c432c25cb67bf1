package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.TinyProject;
import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.EventTail;
import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.Settings;
import dev.atelier.domain.UserError;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.data.Examples;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.run.RunPreparation;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same settings give the same run, bit for bit; what must not matter does not. */
@Tag("heavy")
class RepeatTest {
    private static final Map<String, String> DROPOUT = Map.of("dropout", "0.1");

    @TempDir
    Path root;

    private ProjectSpec project;
    private int runs;

    @BeforeEach
    void writeProject() throws IOException {
        project = ProjectSpec.read(TinyProject.write(root.resolve("project"), Map.of("max_steps", 24, "warmup_steps", 5, "checkpoint_every", 3, "eval_every", 6, "rank", 4,
                "micro_batch", 4, "precision", "f32", "device", "cpu")));
    }

    @Test
    void theSameSeedIsTheSameRun() throws Exception {
        var first = train(DROPOUT);
        var second = train(DROPOUT);
        assertThat(losses(second)).isEqualTo(losses(first)).hasSize(24);
        assertThat(history(second).evals()).containsExactlyElementsOf(history(first).evals()).hasSize(5);
        assertThat(second.adapter().resolve("adapter_model.safetensors")).hasSameBinaryContentAs(first.adapter().resolve("adapter_model.safetensors"));
        var other = train(Map.of("dropout", "0.1", "seed", "2"));
        assertThat(losses(other)).doesNotContainAnyElementsOf(losses(first));
    }

    @Test
    void recomputationWithDropoutIsTheSameBitForBit() throws Exception {
        var kept = train(DROPOUT);
        var again = train(Map.of("dropout", "0.1", "recompute", "true"));
        assertThat(losses(again)).isEqualTo(losses(kept));
        assertThat(again.adapter().resolve("adapter_model.safetensors")).hasSameBinaryContentAs(kept.adapter().resolve("adapter_model.safetensors"));
    }

    /** 36 rows, so that the last step of an epoch is a smaller one. */
    @Test
    void howABatchIsCutDoesNotMatter() throws Exception {
        var whole = losses(train(Map.of("micro_batch", "8", "accumulation", "1")));
        for (var cut : List.of(Map.of("micro_batch", "1", "accumulation", "8"), Map.of("micro_batch", "2", "accumulation", "4"))) {
            var losses = losses(train(cut));
            assertThat(losses).hasSameSizeAs(whole);
            for (int i = 0; i < whole.size(); i++) {
                assertThat(losses.get(i)).as(cut + " step " + (i + 1)).isCloseTo(whole.get(i), within(1e-5));
            }
        }
    }

    /** One batch of all rows: (w P + A) / (w p + a), with P and A the sums of the prompts' and the answers' p and a losses. */
    @Test
    void thePromptsWeighWhatIsAsked() throws Exception {
        var loss = new HashMap<String, Double>();
        var validation = new HashMap<String, Double>();
        RunFolder run = null;
        for (String weight : List.of("0", "0.1", "1")) {
            run = train(Map.of("prompt_loss_weight", weight, "micro_batch", "36", "accumulation", "1", "max_steps", "1"));
            loss.put(weight, losses(run).getFirst());
            validation.put(weight, history(run).evals().iterator().next().loss());
        }
        double answers = 0;
        double prompts = 0;
        try (var tokenizer = Tokenizer.open(project.model())) {
            for (Example example : examples(run.train(), tokenizer, 0.5)) {
                for (float weight : example.weights()) {
                    answers += weight == 1 ? 1 : 0;
                    prompts += weight == 0.5f ? 1 : 0;
                }
            }
        }
        assertThat(prompts).isPositive();
        double sumOfAnswers = loss.get("0") * answers;
        double sumOfPrompts = loss.get("1") * (prompts + answers) - sumOfAnswers;
        assertThat(loss.get("0.1")).isCloseTo((0.1 * sumOfPrompts + sumOfAnswers) / (0.1 * prompts + answers), within(1e-5));
        assertThat(loss.get("1")).isNotCloseTo(loss.get("0"), within(1e-3));
        assertThat(validation.values()).as("answers alone, whatever the prompts weigh").containsOnly(validation.get("0"));
    }

    /** A request to stop at every n-th place that asks for one, also amid an evaluation; resumed until the end. */
    @ParameterizedTest
    @CsvSource({"7, adamw, 4", "13, adamw, 4", "25, adamw, 4", "25, adamw8bit, 64", "25, sgd, 4", "25, momentum, 4"})
    void cutsAtAnyPlaceChangeNothing(int every, String optimizer, String rank) throws Exception {
        var settings = Map.of("dropout", "0.1", "samples", "2", "sample_tokens", "5", "optimizer", optimizer, "rank", rank);
        var uncut = new RunHistory();
        var wanted = sitting(new RunFolder(root.resolve("uncut")), settings, uncut, () -> false);
        var cut = new RunHistory();
        var run = new RunFolder(root.resolve("cut"));
        var polls = new int[1];
        Map<String, float[]> found = null;
        int cuts = 0;
        for (int patience = every; found == null; patience += 2) { // a longer sitting each time, or none would come to an end
            int limit = patience;
            polls[0] = 0;
            try {
                found = sitting(run, settings, cut, () -> ++polls[0] > limit);
            } catch (CancellationException e) {
                cuts++;
            }
        }
        assertThat(cuts).isGreaterThan(5);
        assertThat(cut.steps()).extracting(RunEvent.Step::step, RunEvent.Step::loss, RunEvent.Step::gradNorm)
                .containsExactlyElementsOf(uncut.steps().stream().map(s -> tuple(s.step(), s.loss(), s.gradNorm())).toList()).hasSize(24);
        assertThat(cut.evals()).containsExactlyElementsOf(uncut.evals());
        assertThat(cut.samples()).containsExactlyElementsOf(uncut.samples()).hasSize(2 * 5);
        var values = found;
        wanted.forEach((name, v) -> assertThat(values.get(name)).as(name).isEqualTo(v));
    }

    private Map<String, float[]> sitting(RunFolder run, Map<String, String> settings, RunHistory history, BooleanSupplier cancelled) throws IOException {
        var config = Settings.with(project.settings(), settings);
        try (var torch = Torch.open("cpu"); var folder = ModelFolder.open(project.model()); var tokenizer = Tokenizer.open(project.model());
                var model = CausalModel.load(torch, folder, Precision.F32);
                var trainable = TrainableFixture.fresh(model, config)) {
            var rows = examples(project.train(), tokenizer, 0.1);
            var samples = ValidationSamples.of(Dataset.load(project.train(), false, Progress.NONE).rows().subList(0, 4), tokenizer, model, config, cancelled);
            try (var trainer = new Trainer(config, model, trainable, rows.subList(4, 40), rows.subList(0, 4), samples, new Checkpoints(run, 2), history::apply, cancelled)) {
                trainer.train();
                return TrainableFixture.values(trainable);
            }
        }
    }

    @Test
    void aDamagedCheckpointIsOneClearLine() throws Exception {
        var run = train(DROPOUT);
        for (String file : List.of("optimizer.safetensors", "parameters.safetensors", "trainer.json")) {
            Path damaged = run.checkpoint(24).resolve(file);
            byte[] whole = Files.readAllBytes(damaged);
            try (var channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
                channel.truncate(whole.length / 2);
            }
            assertThatThrownBy(() -> run(run)).isInstanceOf(UserError.class).hasMessageContaining(damaged.toString()).hasMessageContaining("delete " + run.checkpoint(24))
                    .hasMessageNotContaining("\n");
            Files.write(damaged, whole);
        }
        Files.delete(run.checkpoint(24).resolve("trainer.json"));
        assertThatThrownBy(() -> run(run)).isInstanceOf(UserError.class).hasMessageContaining("delete " + run.checkpoint(24));
        byte[] result = Files.readAllBytes(run.adapter().resolve("adapter_model.safetensors"));
        AtomicFiles.deleteTree(run.checkpoint(24));
        run(run);
        assertThat(run.adapter().resolve("adapter_model.safetensors")).hasBinaryContent(result);
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefused() throws Exception {
        var run = train(Map.of());
        Files.writeString(run.spec(), Files.readString(run.spec()).replaceAll("\"rank\" : 4", "\"rank\" : 8"));
        assertThatThrownBy(() -> run(run)).isInstanceOf(UserError.class).hasMessageContaining("run.json");
    }

    /** Its states would be another optimizer's. */
    @ParameterizedTest
    @CsvSource({"sgd", "momentum", "adamw8bit"})
    void aCheckpointOfAnotherOptimizerIsRefused(String other) throws Exception {
        var run = train(Map.of("rank", "64"));
        Files.writeString(run.spec(), Files.readString(run.spec()).replace("\"optimizer\" : \"adamw\"", "\"optimizer\" : \"" + other + "\""));
        assertThatThrownBy(() -> run(run)).isInstanceOf(UserError.class).hasMessageContaining("optimizer").hasMessageContaining("run.json");
    }

    /** States of eight bits are as small in the file too; a few matrices of this model are too small to have them. */
    @Test
    void checkpointsAreNoLargerThanTheStates() throws Exception {
        long plain = Files.size(train(Map.of("rank", "64")).checkpoint(24).resolve("optimizer.safetensors"));
        long eight = Files.size(train(Map.of("rank", "64", "optimizer", "adamw8bit")).checkpoint(24).resolve("optimizer.safetensors"));
        long none = Files.size(train(Map.of("rank", "64", "optimizer", "sgd")).checkpoint(24).resolve("optimizer.safetensors"));
        assertThat((double) eight).isLessThan(0.35 * plain);
        assertThat(none).isLessThan(100);
    }

    @Test
    void aTornLineOfEventsIsCutOff() throws Exception {
        var run = train(DROPOUT);
        var before = history(run);
        Files.writeString(run.events(), "{\"event\":\"step\",\"step\":2", StandardOpenOption.APPEND);
        run(run);
        assertThat(history(run).steps()).containsExactlyElementsOf(before.steps());
        assertThat(Files.readAllLines(run.events())).allMatch(line -> RunEvent.parse(line).isPresent());
    }

    @Test
    void aMissingModelIsOneClearLine() throws Exception {
        var run = new RunFolder(root.resolve("run"));
        RunPreparation.prepare(project, project.settings(), run, false, Progress.NONE);
        Files.move(project.model(), root.resolve("moved"));
        assertThatThrownBy(() -> run(run)).isInstanceOf(UserError.class).hasMessageContaining(project.model().toString()).hasMessageContaining("run.json");
    }

    @Test
    void aTokenizerOfAnotherModelIsOneClearLine() throws Exception {
        Path file = project.model().resolve("tokenizer.json");
        Files.writeString(file, Files.readString(file).replaceAll("(\"e\": )\\d+", "$14001"));
        var run = new RunFolder(root.resolve("run"));
        RunPreparation.prepare(project, project.settings(), run, false, Progress.NONE);
        assertThatThrownBy(() -> run(run)).isInstanceOf(UserError.class).hasMessageContaining("4001").hasMessageContaining("320");
    }

    @Test
    void stoppedBeforeTheFirstStepSaysSo() throws Exception {
        var run = new RunFolder(root.resolve("run"));
        RunPreparation.prepare(project, project.settings(), run, false, Progress.NONE);
        var cancel = new Cancel();
        cancel.request();
        try (var events = EventLog.open(run.events())) {
            assertThatThrownBy(() -> TrainingJob.run(run, events, cancel, TrainableFixture.LITTLE)).isInstanceOf(CancellationException.class);
        }
        assertThat(history(run).ending()).contains(new RunEvent.Stopped(0));
        run(run);
        assertThat(history(run).finished()).isTrue();
        assertThat(history(run).evals()).hasSize(5);
    }

    private static List<Example> examples(Path file, Tokenizer tokenizer, double promptWeight) {
        return Examples.of(file, Dataset.load(file, false, Progress.NONE).rows(), new ExampleBuilder(tokenizer, promptWeight, 512), false, Progress.NONE).examples();
    }

    private RunFolder train(Map<String, String> settings) throws IOException {
        var run = new RunFolder(root.resolve("run-" + runs++));
        RunPreparation.prepare(project, Settings.with(project.settings(), settings), run, false, Progress.NONE);
        run(run);
        return run;
    }

    private static void run(RunFolder run) throws IOException {
        try (var events = EventLog.open(run.events())) {
            TrainingJob.run(run, events, new Cancel(), TrainableFixture.LITTLE);
        }
    }

    private static List<Double> losses(RunFolder run) throws IOException {
        return new ArrayList<>(history(run).steps().stream().map(RunEvent.Step::loss).toList());
    }

    private static RunHistory history(RunFolder run) throws IOException {
        var history = new RunHistory();
        new EventTail(run.events()).poll().forEach(history::apply);
        return history;
    }
}
