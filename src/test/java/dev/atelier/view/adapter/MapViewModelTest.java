package dev.atelier.view.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.RankMap;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.Notices;
import dev.atelier.view.Notices.Kind;
import dev.atelier.view.OpenProject;
import dev.atelier.view.chart.RankCells.Spot;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Painting on the starter model's map, six layers of seven matrices: what it writes, and that a stroke is one step to undo. */
class MapViewModelTest {
    @TempDir
    Path folder;

    private static MapViewModel ready(OpenProject project) {
        Fx.await("the model and what it needs", () -> project.get(ModelChoice.class).factsProperty().get() != null && project.get(MemoryNeed.class).estimateProperty().get() != null);
        return project.get(MapViewModel.class);
    }

    private static RankMap map(MapViewModel model) {
        return Objects.requireNonNull(Fx.call(() -> model.mapProperty().get()));
    }

    private static TrainingConfig now(OpenProject project) {
        return project.get(Config.class).current();
    }

    private static long needed(OpenProject project) {
        return Fx.call(() -> Objects.requireNonNull(project.get(MemoryNeed.class).estimateProperty().get()).totalBytes());
    }

    @Test
    void aStrokeIsOneStepToUndoHoweverLongAndMovesTheMemoryAtOnce() {
        try (var project = new OpenProject(folder)) {
            var model = ready(project);
            TrainingConfig before = now(project);
            long memory = needed(project);
            Fx.run(() -> {
                model.brushProperty().set(64);
                model.start(new Spot(1, 0));
                model.go(List.of(new Spot(2, 0)));
            });
            long between = needed(project);
            assertThat(between).isGreaterThan(memory);
            Fx.run(() -> model.go(List.of(new Spot(3, 0))));
            assertThat(needed(project)).isGreaterThan(between);
            assertThat(now(project).rankPattern()).isEqualTo(Map.of("layers\\.[1-3]\\.self_attn\\.q_proj", 64));
            assertThat(now(project).alphaPattern()).as("as loud as the others").isEqualTo(Map.of("layers\\.[1-3]\\.self_attn\\.q_proj", 128.0));
            Fx.run(() -> model.start(new Spot(3, 0)));
            assertThat(map(model).rank(3, 0)).as("what has the brush's rank loses it").isZero();
            Fx.run(() -> project.get(Undo.class).undo());
            assertThat(map(model).rank(3, 0)).isEqualTo(64);
            Fx.run(() -> project.get(Undo.class).undo());
            assertThat(now(project)).isEqualTo(before);
            Fx.run(() -> project.get(Undo.class).redo());
            assertThat(map(model).rank(1, 0)).isEqualTo(64);
            assertThat(map(model).rank(3, 0)).isEqualTo(64);
            Fx.run(() -> model.go(List.of(new Spot(4, 0))));
            Fx.run(() -> project.get(Undo.class).undo());
            assertThat(map(model).rank(4, 0)).as("what went on after that is a step of its own").isEqualTo(16);
            assertThat(map(model).rank(3, 0)).isEqualTo(64);
        }
    }

    @Test
    void headingsPaintLinesAndOneRankEverywhereIsNoPattern() {
        try (var project = new OpenProject(folder)) {
            var model = ready(project);
            Fx.run(() -> {
                model.brushProperty().set(4);
                model.start(new Spot(-1, 6));
            });
            assertThat(now(project).rankPattern()).isEqualTo(Map.of("down_proj", 4));
            Fx.run(() -> model.start(new Spot(2, -1)));
            assertThat(now(project).rankPattern()).isEqualTo(Map.of("down_proj", 4, "layers\\.2\\..*", 4));
            Fx.run(() -> model.start(new Spot(-1, -1)));
            assertThat(now(project).rankPattern()).isEmpty();
            assertThat(now(project).rank()).isEqualTo(4);
            assertThat(now(project).alpha()).isEqualTo(8);
            assertThat(now(project).targetModules()).containsExactly("all-linear");
            Fx.run(() -> {
                model.steadyProperty().set(false);
                model.type(new Spot(0, 0), 1, false);
                model.type(new Spot(0, 0), 16, true);
            });
            assertThat(now(project).rankPattern()).isEqualTo(Map.of("layers.0.self_attn.q_proj", 16));
            assertThat(now(project).alphaPattern()).as("the common alpha").isEmpty();
            Fx.run(() -> model.step(new Spot(0, -1), true));
            assertThat(map(model).rank(0, 0)).isEqualTo(32);
            assertThat(map(model).rank(0, 1)).isEqualTo(8);
            Fx.run(() -> model.step(new Spot(1, 1), false));
            assertThat(map(model).rank(1, 1)).isEqualTo(2);
        }
    }

    @Test
    void presetsKeepTheMatricesAndTheLayersThatAreInUse() {
        try (var project = new OpenProject(folder)) {
            var model = ready(project);
            var targets = project.get(TargetsViewModel.class);
            Fx.run(() -> {
                targets.select("attention-only");
                model.lastProperty().set(2);
                model.lastLayers();
            });
            assertThat(now(project).targetModules()).containsExactly("attention-only");
            assertThat(now(project).layersToTransform()).containsExactly("4", "5");
            Fx.run(() -> targets.select("mlp-only"));
            assertThat(now(project).targetModules()).containsExactly("mlp-only");
            assertThat(now(project).layersToTransform()).containsExactly("4", "5");
            Fx.run(model::secondLayers);
            assertThat(now(project).layersToTransform()).containsExactly("1", "3", "5");
            Fx.run(model::none);
            assertThat(targets.selected()).isEmpty();
            assertThat(targets.problemProperty().get()).contains("at least one matrix");
            Fx.run(() -> targets.selected().add("k_proj"));
            assertThat(now(project).targetModules()).containsExactly("k_proj");
            assertThat(now(project).excludeModules()).isEmpty();
            Fx.run(model::everyLayer);
            assertThat(map(model).adapted()).hasSize(6);
            Fx.run(() -> project.get(AdapterViewModel.class).fullProperty().set(true));
            assertThat(model.paintableProperty().get()).isFalse();
            TrainingConfig full = now(project);
            Fx.run(() -> model.start(new Spot(0, 0)));
            assertThat(now(project)).as("nothing to paint").isEqualTo(full);
        }
    }

    @Test
    void aBoxOfTheBlockLeavesTheOtherMatricesRanks() {
        try (var project = new OpenProject(folder)) {
            var model = ready(project);
            Fx.run(() -> {
                model.brushProperty().set(64);
                model.start(new Spot(5, 6));
                project.get(TargetsViewModel.class).selected().remove("q_proj");
            });
            assertThat(now(project).rankPattern()).isEqualTo(Map.of("layers.5.mlp.down_proj", 64));
            assertThat(now(project).targetModules()).hasSize(6).doesNotContain("q_proj");
        }
    }

    @Test
    void aCellSaysItsShapeRankAndBytesInBothLanguages() {
        try (var project = new OpenProject(folder)) {
            var model = ready(project);
            assertThat(Fx.call(() -> model.about(new Spot(2, 0)))).contains("Layer 2, q_proj", "256 inputs × 256 outputs", "8,192 values", "32 KB", "160 KB while training", "32 / 16 = 2.00");
            assertThat(Fx.call(() -> model.line(new Spot(-1, 1)))).startsWith("k_proj in all layers: 6 of 6 matrices adapted, 36,864 values");
            Fx.run(() -> model.type(new Spot(2, 0), 0, false));
            assertThat(Fx.call(() -> model.about(new Spot(2, 0)))).contains("No adapter", "Rank 16 would train 8,192 values");
            assertThat(Fx.call(model::summary)).contains("41 of 42");
        }
        try (var project = new OpenProject(folder.resolve("fr"), Locale.FRENCH)) {
            var model = ready(project);
            assertThat(Fx.call(() -> model.about(new Spot(2, 0)))).contains("Couche 2, q_proj", "256 entrées × 256 sorties");
        }
    }

    @Test
    void mapsGoIntoFilesOfPeftAndComeBack() throws Exception {
        try (var project = new OpenProject(folder)) {
            var model = ready(project);
            var files = project.get(MapFiles.class);
            var notices = project.get(Notices.class);
            Path file = folder.resolve("rank_pattern.json");
            Fx.run(() -> {
                model.brushProperty().set(64);
                model.start(new Spot(5, 6));
                model.type(new Spot(0, 0), 0, false);
            });
            RankMap painted = map(model);
            Fx.run(() -> files.write(file));
            Fx.await("the file", () -> notices.shown().size() == 1);
            assertThat(Files.readString(file)).contains("\"rank_pattern\" : {\n    \"layers.5.mlp.down_proj\" : 64\n  }");
            Fx.run(model::none);
            Fx.run(() -> files.take(file));
            Fx.await("the map", () -> painted.equals(model.mapProperty().get()));
            Fx.run(() -> project.get(Undo.class).undo());
            assertThat(map(model).adapted()).isEmpty();

            Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4, \"target_modules\": [\"v_proj\"], \"rank_pattern\": {\"v_prj\": 3}}");
            Fx.run(() -> files.take(folder));
            Fx.await("the adapter's map", () -> now(project).rank() == 2);
            assertThat(map(model).adapted()).hasSize(6);
            assertThat(notices.shown().getLast().kind()).isEqualTo(Kind.WARNING);
            assertThat(notices.shown().getLast().text()).contains("1 key means no adapted matrix").contains("v_prj");
            TrainingConfig before = now(project);
            Files.writeString(file, "{\"rank_pattern\": {\"q_proj\": \"many\"}}");
            Fx.run(() -> files.take(file));
            Fx.await("the error", () -> notices.shown().getLast().kind() == Kind.ERROR);
            assertThat(notices.shown().getLast().text()).startsWith("rank_pattern.json: rank_pattern: wanted").doesNotContain("\n");
            assertThat(now(project)).isEqualTo(before);
            assertThat(List.copyOf(notices.shown())).hasSize(3);
        }
    }
}
