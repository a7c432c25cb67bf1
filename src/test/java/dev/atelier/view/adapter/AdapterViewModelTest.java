package dev.atelier.view.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.job.RandomAdapter;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.chart.Matrix;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.InitAdapter;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.setting.SettingFields;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that the Adapter room adds to rank and alpha, on the starter as a real worker sees it. */
class AdapterViewModelTest {
    private static final Path STARTER = Path.of("sample-projects/starter-model").toAbsolutePath();
    @TempDir
    Path folder;

    private static void type(OpenProject project, String setting, String text) {
        Fx.run(() -> {
            var field = project.get(SettingFields.class).get(setting);
            field.textProperty().set(text);
            field.commit();
        });
    }

    private static void ready(OpenProject project) {
        Fx.await("the model and what it needs", () -> project.get(ModelChoice.class).factsProperty().get() != null && project.get(MemoryNeed.class).estimateProperty().get() != null);
    }

    private static long trained(OpenProject project) {
        return Fx.call(() -> Objects.requireNonNull(project.get(MemoryNeed.class).estimateProperty().get()).trainableParameters());
    }

    @Test
    void namesPatternsLayersAndBiasesAreShownInThePictureCountedSavedAndUndone() {
        try (var project = new OpenProject(folder)) {
            var targets = project.get(TargetsViewModel.class);
            ready(project);
            long all = trained(project);
            type(project, "exclude_modules", "down_proj");
            assertThat(targets.selected()).hasSize(6).doesNotContain("down_proj");
            type(project, "layers_to_transform", "0,5");
            assertThat(Fx.call(() -> targets.blockProperty().get().attention())).extracting(Matrix::adapted).containsExactly(2, 2, 2);
            assertThat(trained(project)).isLessThan(all / 2);
            Fx.run(() -> project.get(Undo.class).undo());
            assertThat(project.get(Config.class).current().layersToTransform()).isEmpty();
            Fx.run(() -> project.get(Undo.class).undo());
            type(project, "target_modules", ".*mlp.*");
            assertThat(targets.selected()).containsExactlyInAnyOrder("gate_proj", "up_proj", "down_proj");
            long mlp = trained(project);
            type(project, "modules_to_save", "embed_tokens");
            assertThat(trained(project) - mlp).isEqualTo(4096 * 256);
            type(project, "use_dora", "true");
            assertThat(trained(project)).isGreaterThan(mlp + 4096 * 256);
            assertThat(targets.problemProperty().get()).isEmpty();
        }
    }

    @Test
    void whatFitsNothingOrIsNoPatternIsSaid() {
        try (var project = new OpenProject(folder)) {
            var targets = project.get(TargetsViewModel.class);
            ready(project);
            type(project, "target_modules", "q_prj");
            assertThat(targets.problemProperty().get()).contains("q_prj").contains("q_proj");
            assertThat(targets.selected()).isEmpty();
            type(project, "target_modules", "(q");
            assertThat(project.get(SettingFields.class).get("target_modules").problemProperty().get()).contains("(q");
            assertThat(project.get(Config.class).current().targetModules()).as("not taken").containsExactly("q_prj");
            Fx.run(() -> targets.select("attention-only"));
            assertThat(targets.selected()).containsExactlyInAnyOrder("q_proj", "k_proj", "v_proj", "o_proj");
            assertThat(targets.problemProperty().get()).isEmpty();
        }
    }

    @Test
    void anAdapterToGoOnFromShowsItsOwnSettingsWhichStand() throws Exception {
        Path adapter = folder.resolve("adapter");
        RandomAdapter.write(adapter, STARTER, 0.1f);
        try (var project = new OpenProject(folder)) {
            var model = project.get(AdapterViewModel.class);
            var targets = project.get(TargetsViewModel.class);
            ready(project);
            Fx.run(() -> model.begin(adapter));
            Fx.await("the adapter", () -> project.get(InitAdapter.class).factsProperty().get() != null);
            assertThat(model.isGoing()).isTrue();
            assertThat(model.rankProperty().get()).isEqualTo(2);
            assertThat(model.alphaProperty().get()).isEqualTo(4);
            assertThat(targets.selected()).containsExactlyInAnyOrder("q_proj", "down_proj");
            assertThat(targets.problemProperty().get()).isEmpty();
            assertThat(project.get(Config.class).current().rank()).as("that of a new one is kept").isEqualTo(16);
            assertThat(trained(project)).isEqualTo(6 * 2 * (256 + 256 + 768 + 256));
            Fx.run(() -> targets.selected().remove("q_proj"));
            assertThat(targets.selected()).as("its matrices stand").hasSize(2);
            Fx.run(model::beginAnew);
            assertThat(model.rankProperty().get()).isEqualTo(16);
            assertThat(targets.selected()).hasSize(7);
            Fx.run(() -> project.get(Undo.class).undo());
            Fx.await("the adapter again", () -> model.rankProperty().get() == 2);
            Fx.run(() -> model.begin(STARTER));
            Fx.await("that it is no adapter", () -> !project.get(InitAdapter.class).problemProperty().get().isEmpty());
            assertThat(targets.problemProperty().get()).contains("a model folder");
            assertThat(List.copyOf(targets.selected())).hasSize(7);
        }
    }
}
