package dev.atelier.view.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.job.RandomAdapter;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.Navigation;
import dev.atelier.view.OpenProject;
import dev.atelier.view.model.Report.Does;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the window says of files and folders that are dropped on it, as a real worker sees them. */
class InspectViewModelTest {
    private static final Path SAMPLES = Path.of("sample-projects").toAbsolutePath();
    private static final Path STARTER = SAMPLES.resolve("starter-model");
    @TempDir
    Path folder;

    private static Report report(OpenProject project, Path path) {
        var inspect = project.get(InspectViewModel.class);
        Fx.await("the machine", () -> project.get(MachineInfo.class).machineProperty().get() != null);
        Fx.run(() -> inspect.open(path));
        Fx.await("what " + path + " is", () -> inspect.reportProperty().get() != null);
        return Objects.requireNonNull(inspect.reportProperty().get());
    }

    private static void take(OpenProject project, Report report, Does does) {
        var action = report.actions().stream().filter(each -> each.does() == does).findFirst().orElseThrow();
        Fx.run(() -> project.get(InspectViewModel.class).take(action));
    }

    @Test
    void aGgufFileIsDescribedWithItsSizesAndBecomesTheBaseModel() throws Exception {
        Path file = folder.resolve("starter.gguf");
        try (var project = new OpenProject(folder)) {
            project.worker().ask(new WorkRequest.Export(STARTER, null, "gguf", "q8_0", file, false)).get();
            Report report = report(project, file);
            assertThat(report.problems()).isEmpty();
            assertThat(report.facts()).extracting(Fact::value).contains("llama", "5.8 M", "6", "BPE, 4,096 tokens").anySatisfy(value -> assertThat(value).contains("Q8_0"));
            assertThat(report.parts().stream().mapToDouble(Part::share).sum()).isBetween(0.999, 1.001);
            assertThat(report.lamps()).extracting(Lamp::use).containsExactly(Lamp.Use.CHAT, Lamp.Use.LORA, Lamp.Use.QLORA, Lamp.Use.FULL);
            take(project, report, Does.USE);
            var choice = project.get(ModelChoice.class);
            Fx.await("the model", () -> choice.factsProperty().get() != null);
            assertThat(Objects.requireNonNull(choice.factsProperty().get()).path()).isEqualTo(file);
            assertThat(choice.factsProperty().get().shape().layers()).isEqualTo(6);
            assertThat(project.get(Navigation.class).roomProperty().get()).isEqualTo("model");
            assertThat(project.get(InspectViewModel.class).pathProperty().get()).as("put away").isNull();
        }
    }

    @Test
    void anAdapterIsWhereTheNextRunBeginsAndThatCanBeTakenBack() throws Exception {
        Path adapter = folder.resolve("adapter");
        RandomAdapter.write(adapter, STARTER, 0.1f);
        try (var project = new OpenProject(folder)) {
            Report report = report(project, adapter);
            assertThat(report.kind()).isEqualTo("a LoRA adapter");
            assertThat(report.facts()).extracting(Fact::name).contains("rank", "alpha", "targets", "adapted matrices");
            take(project, report, Does.CONTINUE);
            var config = project.get(Config.class);
            assertThat(config.current().initAdapter()).isEqualTo(adapter.toString());
            Fx.run(() -> project.get(Undo.class).undo());
            assertThat(config.current().initAdapter()).isEmpty();
        }
    }

    @Test
    void whatDoesNotOpenSaysWhyBesideWhatCanBeRead() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        try (var files = Files.list(STARTER)) {
            for (Path each : files.toList()) {
                Files.copy(each, broken.resolve(each.getFileName()));
            }
        }
        byte[] weights = Files.readAllBytes(broken.resolve("model.safetensors"));
        Files.write(broken.resolve("model.safetensors"), java.util.Arrays.copyOf(weights, weights.length / 2));
        Path text = Files.writeString(folder.resolve("letter.txt"), "Dear Sir");
        try (var project = new OpenProject(folder)) {
            Report report = report(project, broken);
            assertThat(report.problems()).hasSize(1).first().asString().contains("model.safetensors");
            assertThat(report.facts()).extracting(Fact::value).contains("llama", "BPE, 4,096 tokens");
            assertThat(report.actions()).isEmpty();
            assertThat(report.lamps()).isEmpty();
            Report unknown = report(project, text);
            assertThat(unknown.kind()).isEmpty();
            assertThat(unknown.problems()).hasSize(1);
        }
    }

    @Test
    void filesOfAModelLeadToItsFolderAndProjectsAndRowsToTheirRooms() {
        try (var project = new OpenProject(folder, Locale.FRENCH)) {
            for (String name : List.of("tokenizer.json", "model.safetensors")) {
                Report part = report(project, STARTER.resolve(name));
                assertThat(part.actions()).extracting(Report.Action::does).containsExactly(Does.FOLDER);
                take(project, part, Does.FOLDER);
                var inspect = project.get(InspectViewModel.class);
                Fx.await("the folder", () -> inspect.reportProperty().get() != null);
                assertThat(Objects.requireNonNull(inspect.reportProperty().get()).kind()).isEqualTo("un dossier de modèle");
            }
            Report sample = report(project, SAMPLES.resolve("sentiment"));
            assertThat(sample.actions()).extracting(Report.Action::does).containsExactly(Does.OPEN);
            assertThat(sample.facts()).extracting(Fact::value).anySatisfy(value -> assertThat(value).contains("alpaca"));
            Report rows = report(project, SAMPLES.resolve("sentiment/train.jsonl"));
            assertThat(rows.actions()).extracting(Report.Action::does).containsExactly(Does.IMPORT);
        }
    }
}
