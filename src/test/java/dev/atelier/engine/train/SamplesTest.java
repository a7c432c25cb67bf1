package dev.atelier.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.TinyProject;
import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.EventTail;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.generate.ChatHandler;
import dev.atelier.engine.generate.ModelCache;
import dev.atelier.engine.generate.ModelReference;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.run.RunPreparation;
import dev.atelier.engine.text.Message;
import dev.atelier.engine.text.Tokenizer;
import dev.atelier.engine.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** Rows answered while training: by the model as it stands, at no cost to it. */
@Tag("heavy")
class SamplesTest {
    @TempDir
    Path root;

    private ProjectSpec project;

    @BeforeEach
    void writeProject() throws IOException {
        project = ProjectSpec.read(TinyProject.write(root.resolve("project"), Map.of("max_steps", 24, "warmup_steps", 5, "checkpoint_every", 3, "eval_every", 6, "rank", 4,
                "micro_batch", 4, "device", "cpu", "dropout", 0.1, "sample_tokens", 12)));
    }

    @ParameterizedTest
    @CsvSource({"lora, f32", "lora, bf16", "full, f32"})
    void trainingIsTheSameWithAndWithoutThem(String method, String precision) throws IOException {
        var given = Map.of("method", method, "precision", precision);
        var with = train("with", given);
        var without = train("without", with(given, "samples", "0"));
        var events = new EventTail(with.events()).poll();
        var samples = history(with).samples();
        assertThat(samples).extracting(RunEvent.Sample::step).containsExactly(0, 0, 6, 6, 12, 12, 18, 18, 24, 24);
        assertThat(samples).extracting(RunEvent.Sample::index).containsExactly(0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
        assertThat(events).filteredOn(RunEvent.Sample.class::isInstance).isEqualTo(samples);
        assertThat(events.get(events.indexOf(samples.get(2)) - 1)).isInstanceOf(RunEvent.Eval.class);
        var held = Files.readString(with.val());
        assertThat(samples).allSatisfy(s -> assertThat(held).contains(Json.line(s.prompt()), Json.line(s.expected())));
        assertThat(samples.getFirst().prompt()).isNotEqualTo(samples.get(1).prompt()).isEqualTo(samples.get(8).prompt());

        assertThat(history(without).samples()).isEmpty();
        assertThat(history(without).evals()).containsExactlyElementsOf(history(with).evals()).hasSize(5);
        assertThat(history(without).steps()).extracting(s -> List.of(s.loss(), s.gradNorm(), s.tokens()))
                .isEqualTo(history(with).steps().stream().map(s -> List.<Object>of(s.loss(), s.gradNorm(), s.tokens())).toList()).hasSize(24);
        String file = method.equals("full") ? "model/model.safetensors" : "adapter/adapter_model.safetensors";
        assertThat(with.root().resolve(file)).hasSameBinaryContentAs(without.root().resolve(file));
    }

    @ParameterizedTest
    @CsvSource({"lora", "full"})
    void theyAreWhatTheModelSays(String method) throws IOException {
        var run = train("run", Map.of("method", method, "precision", "f32", "learning_rate", "0.02", "dropout", "0"));
        var samples = history(run).samples();
        assertThat(samples.getFirst().answer()).isEqualTo(said(new ModelReference(project.model(), null), samples.getFirst().prompt()));
        var last = samples.get(samples.size() - 2);
        assertThat(last.step()).isEqualTo(24);
        assertThat(last.answer()).isEqualTo(said(ModelReference.of(run.root(), null), last.prompt())).isNotEqualTo(samples.getFirst().answer());
    }

    private static String said(ModelReference model, String prompt) throws IOException {
        try (var tokenizer = Tokenizer.open(model.model()); var models = new ModelCache(Duration.ofMinutes(1)); var tokenizers = new Tokenizers()) {
            var options = new ChatHandler.Options(Sampling.greedy(12), TrainingConfig.Precision.F32, "cpu");
            var ids = new ChatHandler(models, tokenizers).ids(model, new ExampleBuilder(tokenizer, 0, 256).promptIds(List.of(new Message("user", prompt))), tokenizer.eosIds(), options, () -> false).ids();
            return tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray(), true);
        }
    }

    @Test
    void aDocumentIsWrittenOnFromItsBeginning() throws IOException {
        Files.writeString(project.train(), "{\"text\": \"The quick brown fox jumps over the lazy dog.\"}\n{\"text\": \"x\"}\n{\"text\": \"" + "ab ".repeat(300) + "\"}\n");
        var samples = at(Map.of("samples", "20"), () -> false);
        assertThat(samples).extracting(RunEvent.Sample::prompt).containsExactlyInAnyOrder("The quick brown fox j", "ab ab ab ab ab ab ab");
        assertThat(samples).filteredOn(s -> s.prompt().startsWith("The")).extracting(RunEvent.Sample::expected).containsExactly("umps over the");
    }

    @Test
    void whatDoesNotFitIsPassedOver() throws IOException {
        Files.writeString(project.train(), "{\"prompt\": \"" + "far too long ".repeat(30) + "\", \"completion\": \"a\"}\n{\"prompt\": \"short\", \"completion\": \"b\"}\n");
        assertThat(at(Map.of(), () -> false)).extracting(RunEvent.Sample::prompt).containsExactly("short");
        assertThat(at(Map.of("max_length", "8"), () -> false)).isEmpty();
        Files.writeString(project.train(), "{\"prompt\": \"" + "far too long ".repeat(30) + "\", \"completion\": \"a\"}\n");
        assertThat(at(Map.of(), () -> false)).isEmpty();
    }

    @Test
    void aCancelEndsThemAtTheNextToken() {
        var polls = new int[1];
        assertThatThrownBy(() -> at(Map.of(), () -> ++polls[0] == 3)).isInstanceOf(CancellationException.class);
        assertThat(polls[0]).isEqualTo(3);
    }

    /** What the train file's rows are answered before training; nothing may be left of it. */
    private List<RunEvent.Sample> at(Map<String, String> settings, BooleanSupplier cancelled) throws IOException {
        var config = Settings.with(project.settings(), settings);
        try (var torch = Torch.open("cpu"); var folder = ModelFolder.open(project.model()); var tokenizer = Tokenizer.open(project.model());
                var model = CausalModel.load(torch, folder, Precision.F32);
                var trainable = TrainableFixture.fresh(model, config)) {
            var samples = ValidationSamples.of(Dataset.load(project.train(), false, Progress.NONE).rows(), tokenizer, model, config, cancelled);
            int arrays = torch.manager().getManagedArrays().size();
            try {
                return samples.answers(0, trainable);
            } finally {
                assertThat(torch.manager().getManagedArrays()).hasSize(arrays);
            }
        }
    }

    private RunFolder train(String name, Map<String, String> settings) throws IOException {
        var run = new RunFolder(root.resolve(name));
        RunPreparation.prepare(project, Settings.with(project.settings(), settings), run, false, Progress.NONE);
        try (var events = EventLog.open(run.events())) {
            TrainingJob.run(run, events, new Cancel(), TrainableFixture.LITTLE);
        }
        return run;
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        var more = new HashMap<>(settings);
        more.put(key, value);
        return more;
    }

    private static RunHistory history(RunFolder run) throws IOException {
        var history = new RunHistory();
        new EventTail(run.events()).poll().forEach(history::apply);
        return history;
    }
}
