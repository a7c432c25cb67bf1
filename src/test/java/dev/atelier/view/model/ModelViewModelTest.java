package dev.atelier.view.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.chart.Memory.Fit;
import dev.atelier.view.model.ModelViewModel.Known;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Model room says, of the starter as a real worker sees it. */
class ModelViewModelTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model").toAbsolutePath();
    @TempDir
    Path folder;

    private static ModelFacts looked(ModelChoice choice) {
        Fx.await("what the model is", () -> !choice.loadingProperty().get());
        return Objects.requireNonNull(choice.factsProperty().get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void theStarterIsChosenDescribedAndFits(String language) {
        try (var project = new OpenProject(folder, Locale.of(language))) {
            var model = project.get(ModelViewModel.class);
            ModelFacts facts = looked(project.get(ModelChoice.class));
            Fx.await("the lamps", () -> model.lampsProperty().get().size() == 4);
            assertThat(model.lampsProperty().get()).extracting(Lamp::use).containsExactly(Lamp.Use.CHAT, Lamp.Use.LORA, Lamp.Use.QLORA, Lamp.Use.FULL);
            assertThat(model.lampsProperty().get()).allSatisfy(lamp -> {
                assertThat(lamp.fit()).isEqualTo(Fit.FITS);
                assertThat(lamp.reason()).contains(language.equals("en") ? "Needs" : "Il faut").doesNotContain("{");
            });
            assertThat(model.facts(facts)).hasSize(11).extracting(Fact::value).contains("llama", language.equals("en") ? "5.8 M" : "5,8 M", "BF16", language.equals("en") ? "BPE, 4,096 tokens" : "BPE, 4\u202f096 tokens").noneMatch(String::isBlank);
            assertThat(model.parts(facts).stream().mapToDouble(Part::share).sum()).isBetween(0.999, 1.001);
            assertThat(model.isChosen(STARTER)).isTrue();
        }
    }

    @Test
    void whatWasUsedIsOfferedAgainAfterTheStarter() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (var files = Files.list(STARTER)) {
            for (Path each : files.toList()) {
                Files.copy(each, copy.resolve(each.getFileName()));
            }
        }
        Files.writeString(copy.resolve("LICENSE.txt"), "as you like");
        try (var project = new OpenProject(folder)) {
            var model = project.get(ModelViewModel.class);
            looked(project.get(ModelChoice.class));
            Fx.run(() -> model.choose(copy));
            assertThat(model.facts(looked(project.get(ModelChoice.class))).stream().collect(Collectors.toMap(Fact::name, Fact::value))).containsEntry("licence", "LICENSE.txt");
            assertThat(model.known()).extracting(Known::path).startsWith(STARTER).contains(copy).doesNotHaveDuplicates();
            assertThat(model.known().getFirst().starter()).isTrue();
        }
    }

    @Test
    void whatIsNoModelIsSaidInOneLineAndTheLampsAreOut() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));
        try (var project = new OpenProject(folder)) {
            var choice = project.get(ModelChoice.class);
            looked(choice);
            Fx.run(() -> project.get(ModelViewModel.class).choose(none));
            Fx.await("the problem", () -> !choice.problemProperty().get().isEmpty());
            assertThat(choice.problemProperty().get()).contains("none").hasLineCount(1);
            assertThat(project.get(ModelViewModel.class).lampsProperty().get()).isEmpty();
        }
    }
}
