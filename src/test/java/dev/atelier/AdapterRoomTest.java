package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.adapter.AdapterViewModel;
import dev.atelier.view.adapter.TargetsViewModel;
import dev.atelier.view.chart.BlockDiagram;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.ModelChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterRoomTest {
    @TempDir
    Path home;

    @Test
    void whatIsChosenGoesIntoTheSettingsAndCanBeUndone() {
        try (var window = new OpenWindow(home, home.resolve("p"))) {
            window.go("adapter");
            var model = window.get(AdapterViewModel.class);
            var config = window.get(Config.class);
            var choice = window.get(ModelChoice.class);
            Fx.await(Duration.ofSeconds(30), "the starter model", () -> choice.factsProperty().get() != null && model.memoryProperty().get() != null);
            long needed = Fx.call(() -> model.memoryProperty().get().neededBytes());

            Fx.run(() -> model.rankProperty().set(64));
            assertThat(config.current().rank()).isEqualTo(64);
            assertThat(config.current().alpha()).as("twice the rank until touched").isEqualTo(128);
            assertThat(Fx.call(() -> model.memoryProperty().get().neededBytes())).isGreaterThan(needed);
            Fx.run(() -> model.alphaProperty().set(20));
            Fx.run(() -> model.rankProperty().set(8));
            assertThat(config.current().alpha()).as("touched").isEqualTo(20);

            BlockDiagram block = window.find(".block-diagram", BlockDiagram.class);
            Fx.run(() -> block.fireEvent(new KeyEvent(KeyEvent.KEY_TYPED, "q", "", KeyCode.UNDEFINED, false, false, false, false)));
            assertThat(config.current().targetModules()).doesNotContain("q_proj").hasSize(6);
            Fx.run(() -> window.get(Undo.class).undo());
            assertThat(config.current().targetModules()).containsExactly("all-linear");
            assertThat(Fx.call(() -> List.copyOf(block.selected()))).hasSize(7);

            ToggleButton full = window.find("#full", ToggleButton.class);
            Fx.run(full::fire);
            assertThat(config.current().method()).isEqualTo(Method.FULL);
            Fx.run(full::fire);
            assertThat(full.isSelected()).as("one stays chosen").isTrue();
        }
    }

    @Test
    void theLastMatrixStays() {
        try (var window = new OpenWindow(home, home.resolve("p"))) {
            window.go("adapter");
            var model = window.get(TargetsViewModel.class);
            Fx.run(() -> {
                List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj").forEach(model.selected()::remove);
            });
            assertThat(Fx.call(() -> List.copyOf(model.selected()))).containsExactly("down_proj");
        }
    }

    @Test
    void aMovingSliderIsOneStepToUndo() {
        try (var window = new OpenWindow(home, home.resolve("p"))) {
            var model = window.get(AdapterViewModel.class);
            var config = window.get(Config.class);
            int before = config.current().rank();
            Fx.run(() -> {
                for (int rank = before; rank < 40; rank++) {
                    model.rankProperty().set(rank);
                }
                window.get(Undo.class).undo();
            });
            assertThat(config.current().rank()).isEqualTo(before);
            Fx.run(() -> window.get(Undo.class).redo());
            assertThat(config.current().rank()).isEqualTo(39);
        }
    }
}
