package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.EventTail;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.export.Exporter;
import dev.atelier.engine.generate.ChatHandler;
import dev.atelier.engine.generate.EvalHandler;
import dev.atelier.engine.generate.LogitsHandler;
import dev.atelier.engine.generate.ModelCache;
import dev.atelier.engine.generate.ModelReference;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.model.InitHandler;
import dev.atelier.engine.run.RunPreparation;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of texts and labels, from a model without a head for them to a model that names their classes. */
@Tag("heavy")
class ClassifierTest {
    private static final Path SENTIMENT = Path.of("sample-projects/sentiment");
    private static final Path STARTER = Path.of("sample-projects/starter-model");

    @TempDir
    Path root;

    @Test
    void theSentimentSampleIsLearnedByAClassifier() throws Exception {
        var sample = ProjectSpec.read(SENTIMENT);
        Path model = model("bert", 1, "negative,positive");
        var project = new ProjectSpec("sentiment", model, sample.train(), sample.heldout(), sample.settings());
        var run = train(project, Map.of("method", "full", "precision", "f32", "device", "cpu", "learning_rate", "3e-4", "epochs", "8", "micro_batch", "8", "weight_decay", "0.1"));
        var result = EvalHandler.run(run, TrainingConfig.Precision.F32, "cpu", Progress.NONE);
        assertThat(result.score()).isGreaterThanOrEqualTo(0.95);
        var classes = Objects.requireNonNull(result.classes());
        assertThat(classes.accuracy()).isEqualTo(result.score());
        assertThat(classes.rows()).isEqualTo(result.rows()).isEqualTo(120);
        var eval = history(run).lastEval().orElseThrow();
        assertThat(eval.ppl()).isNull();
        assertThat(Objects.requireNonNull(eval.classes()).rows()).isEqualTo(160);
    }

    /** A head for three other classes than the model's two, trained beside an adapter, goes where the adapter goes. */
    @Test
    void theRowsClassesComeWithTheAdapter() throws Exception {
        Path model = model("roberta", 2, "yes,no");
        var rows = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            rows.append(Json.line(Map.of("text", "word " + i % 3 + " and more", "label", List.of("red", "green", "blue").get(i % 3)))).append('\n');
        }
        Path train = Files.writeString(root.resolve("train.jsonl"), rows);
        var project = new ProjectSpec("colours", model, train, Optional.of(train), Settings.defaults());
        var run = train(project, Map.of("precision", "f32", "device", "cpu", "max_steps", "3", "rank", "4"));
        try (var peft = PeftFolder.open(run.adapter())) {
            assertThat(peft.saved().keySet()).containsExactlyInAnyOrder("classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight", "classifier.out_proj.bias");
            assertThat(Files.readString(run.adapter().resolve(PeftFolder.CONFIG))).contains("SEQ_CLS");
        }
        Exporter.huggingFace(model, run.adapter(), root.resolve("merged"), Progress.NONE);
        assertThat(Files.readString(root.resolve("merged/config.json"))).contains("red", "green", "blue", "RobertaForSequenceClassification").doesNotContain("yes");
        var beside = LogitsHandler.run(ModelReference.of(run.root(), null), new int[] {5, 6, 7}, TrainingConfig.Precision.F32, "cpu").logits();
        var merged = LogitsHandler.run(new ModelReference(root.resolve("merged"), null), new int[] {5, 6, 7}, TrainingConfig.Precision.F32, "cpu").logits();
        assertThat(beside).hasDimensions(1, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(merged[0][i]).isCloseTo(beside[0][i], within(2e-3f)); // written in bfloat16
        }
        try (var models = new ModelCache(Duration.ofDays(1)); var tokenizers = new Tokenizers()) {
            var options = new ChatHandler.Options(Sampling.greedy(8), TrainingConfig.Precision.F32, "cpu");
            var answer = new ChatHandler(models, tokenizers).conversation(ModelReference.of(run.root(), null), List.of(new Message("user", "word 1")), options, piece -> {}, () -> false);
            assertThat(answer.text()).contains("red", "green", "blue", " %").hasLineCount(3);
        }
        assertThat(Objects.requireNonNull(EvalHandler.run(run, TrainingConfig.Precision.F32, "cpu", Progress.NONE).classes()).labels()).containsExactly("red", "green", "blue");
    }

    @Test
    void oneClassIsNone() throws Exception {
        Path train = Files.writeString(root.resolve("train.jsonl"), "{\"text\":\"a\",\"label\":\"only\"}\n{\"text\":\"b\",\"label\":\"only\"}\n");
        var project = new ProjectSpec("one", model("bert", 1, "a,b"), train, Optional.empty(), Settings.defaults());
        assertThatThrownBy(() -> train(project, Map.of())).isInstanceOf(UserError.class).hasMessageContaining("2 classes").hasMessageContaining("'only'");
    }

    private Path model(String architecture, int layers, String labels) throws IOException {
        Path out = root.resolve("model");
        InitHandler.run(architecture, new InitHandler.Sizes(4096, 128, 256, layers, 4, 4, 1024, false), List.of(labels.split(",")), "bf16", 1, Optional.of(STARTER), out);
        return out;
    }

    private RunFolder train(ProjectSpec project, Map<String, String> settings) throws IOException {
        var run = new RunFolder(root.resolve("run"));
        RunPreparation.prepare(project, Settings.with(project.settings(), settings), run, false, Progress.NONE);
        try (var events = EventLog.open(run.events())) {
            TrainingJob.run(run, events, new Cancel(), TrainableFixture.LITTLE);
        }
        return run;
    }

    private static RunHistory history(RunFolder run) throws IOException {
        var history = new RunHistory();
        new EventTail(run.events()).poll().forEach(history::apply);
        return history;
    }
}
