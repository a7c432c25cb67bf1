package dev.atelier.view.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.Quantization;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.adapter.MethodRow.Way;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RunDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full, LoRA and QLoRA side by side, as taught and as counted here. */
class MethodsViewModelTest {
    @TempDir
    Path folder;

    private static List<MethodRow> rows(MethodsViewModel model) {
        return Fx.call(() -> model.rowsProperty().get());
    }

    @Test
    void theSeminarsBytesStandBesideOurEstimateForTheSettings() {
        try (var project = new OpenProject(folder)) {
            var model = project.get(MethodsViewModel.class);
            Fx.await("the model and the machine", () -> project.get(ModelChoice.class).factsProperty().get() != null && project.get(MachineInfo.class).machineProperty().get() != null);
            assertThat(rows(model)).as("nobody looks").isEmpty();
            Fx.run(() -> model.shownProperty().set(true));
            var units = project.get(Units.class);
            var shape = Objects.requireNonNull(project.get(ModelChoice.class).factsProperty().get()).shape();
            var machine = Objects.requireNonNull(project.get(MachineInfo.class).machineProperty().get());
            long parameters = shape.parameters();
            assertThat(rows(model)).extracting(MethodRow::way).containsExactly(Way.FULL, Way.LORA, Way.QLORA);
            assertThat(rows(model)).extracting(MethodRow::taught).containsExactly("12 bytes", "17.6 bits", "5.2 bits printed\n5.6 bits computed");
            assertThat(rows(model)).extracting(MethodRow::taughtBytes).containsExactly(units.bytes(12 * parameters), units.bytes(Math.round(2.2 * parameters)),
                    units.bytes(Math.round(0.65 * parameters)) + "\n" + units.bytes(Math.round(0.7 * parameters)));
            TrainingConfig now = project.get(Config.class).current();
            TrainingConfig full = Settings.with(now, Map.of("method", "full"));
            assertThat(rows(model).getFirst().ours()).isEqualTo(units.bytes(MemoryEstimate.of(shape, full, RunDevice.of(full, machine).computation()).totalBytes()));
            assertThat(rows(model)).extracting(MethodRow::chosen).containsExactly(false, true, false);

            Fx.run(() -> project.get(Config.class).change("rank", Map.of("rank_pattern", "q_proj=512")));
            assertThat(rows(model).getFirst().ours()).as("no adapters in it").isEqualTo(units.bytes(MemoryEstimate.of(shape, full, RunDevice.of(full, machine).computation()).totalBytes()));
            Fx.run(() -> model.choose(Way.QLORA));
            assertThat(project.get(Config.class).current().quantization()).isEqualTo(Quantization.NF4);
            assertThat(rows(model)).extracting(MethodRow::chosen).containsExactly(false, false, true);
            Fx.run(() -> model.choose(Way.FULL));
            assertThat(project.get(Config.class).current().method()).isEqualTo(Method.FULL);
            assertThat(project.get(Config.class).current().rankPattern()).isEmpty();
            Fx.run(() -> model.choose(Way.LORA));
            assertThat(rows(model)).extracting(MethodRow::chosen).containsExactly(false, true, false);
        }
    }

    @Test
    void whatIsTaughtOfSixtyFiveBillionIsWhatTheSeminarPrints() {
        double billions = 65;
        assertThat(billions * Way.FULL.bits() / 8).isEqualTo(780);
        assertThat(billions * Way.LORA.bits() / 8).isEqualTo(143);
        assertThat(billions * Way.QLORA.bits() / 8).isEqualTo(45.5);
        assertThat(Math.round(billions * Way.PRINTED / 8)).isEqualTo(42);
    }
}
