package dev.atelier.view.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.memory.MemoryEstimate;
import dev.atelier.memory.Verdict;
import dev.atelier.ui.Undo;
import dev.atelier.view.Fx;
import dev.atelier.view.OpenProject;
import dev.atelier.view.chart.Memory;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.MemoryParts;
import dev.atelier.view.project.ModelChoice;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a run's memory, and what the button beside it does, on the starter model and this machine. */
class AdviceViewModelTest {
    @TempDir
    Path folder;

    private static void set(OpenProject project, Map<String, String> settings) {
        Fx.run(() -> project.get(Config.class).change("x", settings));
    }

    private static Advice advice(OpenProject project, Predicate<Advice> wanted) {
        var model = project.get(AdviceViewModel.class);
        Fx.await("advice", () -> model.adviceProperty().get() != null && wanted.test(model.adviceProperty().get()));
        return Fx.call(() -> Objects.requireNonNull(model.adviceProperty().get()));
    }

    @Test
    void whatDoesNotFitIsMadeToFitAndUndone() {
        try (var project = new OpenProject(folder)) {
            assertThat(advice(project, advice -> true).verdict()).isEqualTo(Verdict.FITS);
            var before = Fx.call(() -> project.get(Config.class).current());
            set(project, Map.of("micro_batch", "65536", "max_length", "1024"));
            var red = advice(project, advice -> advice.verdict() == Verdict.OVER);
            assertThat(red.action()).isEqualTo("Apply");
            assertThat(red.text()).contains(" at a time").contains("B, ").endsWith("fits");
            assertThat(red.help()).contains("micro-batches make a step");
            var asked = Fx.call(() -> project.get(Config.class).current());
            Fx.run(project.get(AdviceViewModel.class)::apply);
            var after = Fx.call(() -> project.get(Config.class).current());
            assertThat(after.microBatch() * after.accumulation()).isEqualTo(asked.microBatch() * asked.accumulation());
            advice(project, advice -> advice.verdict() != Verdict.OVER);
            var device = Objects.requireNonNull(Fx.call(() -> project.get(MemoryNeed.class).deviceProperty().get()));
            assertThat(Fx.call(() -> Objects.requireNonNull(project.get(MemoryNeed.class).estimateProperty().get()).totalBytes())).isLessThanOrEqualTo(device.availableBytes());
            Fx.run(() -> project.get(Undo.class).undo());
            assertThat(Fx.call(() -> project.get(Config.class).current())).isEqualTo(asked).isNotEqualTo(before);
        }
    }

    @Test
    void whatRecomputeAutoComesToIsCountedAndSaid() {
        try (var project = new OpenProject(folder)) {
            advice(project, advice -> true);
            var need = project.get(MemoryNeed.class);
            assertThat(Fx.call(() -> Objects.requireNonNull(project.get(MemoryParts.class).of(need)).note())).isEmpty();
            long kept = Fx.call(() -> Objects.requireNonNull(need.estimateProperty().get()).totalBytes());
            set(project, Map.of("memory_limit", "0.5"));
            var again = Fx.call(() -> Objects.requireNonNull(need.estimateProperty().get()));
            assertThat(again.totalBytes()).isLessThan(kept);
            assertThat(again.keepingBytes()).isEqualTo(kept);
            assertThat(Fx.call(() -> Objects.requireNonNull(project.get(MemoryParts.class).of(need)).note())).contains("computed again").contains(project.get(Units.class).bytes(kept));
            set(project, Map.of("recompute", "off"));
            assertThat(Fx.call(() -> Objects.requireNonNull(need.estimateProperty().get()))).extracting(MemoryEstimate::totalBytes, MemoryEstimate::keepingBytes).containsExactly(kept, 0L);
        }
    }

    @Test
    void whereItFitsAWholeStepAtOnceIsOffered() {
        try (var project = new OpenProject(folder)) {
            set(project, Map.of("micro_batch", "4", "accumulation", "3", "max_length", "64"));
            var green = advice(project, advice -> advice.action().equals("12 at a time"));
            assertThat(green.text()).contains("rows at a time", "length 1,024", "rank 256");
            Fx.run(project.get(AdviceViewModel.class)::apply);
            assertThat(Fx.call(() -> project.get(Config.class).current())).extracting("microBatch", "accumulation").containsExactly(12, 1);
            assertThat(advice(project, advice -> advice.action().isEmpty()).settings()).isEmpty();
        }
    }

    @Test
    void aGpuThatIsNotThereHoldsNothingAndCardsAreSaidInFrench() {
        try (var project = new OpenProject(folder, Locale.FRENCH)) {
            Fx.await("the model and the machine", () -> project.get(ModelChoice.class).factsProperty().get() != null && project.get(MachineInfo.class).machineProperty().get() != null);
            set(project, Map.of("device", "cuda:99"));
            var never = advice(project, advice -> advice.verdict() == Verdict.OVER);
            assertThat(never.text()).contains("cuda:99");
            Fx.run(project.get(AdviceViewModel.class)::apply);
            assertThat(Fx.call(() -> project.get(Config.class).current().device())).isEqualTo("auto");
            var cards = project.get(CardsViewModel.class);
            Fx.run(() -> cards.shownProperty().set(true));
            Fx.await("cards", () -> !cards.rowsProperty().get().isEmpty());
            set(project, Map.of("micro_batch", "1024", "max_length", "1024"));
            Fx.await("a larger run", () -> cards.rowsProperty().get().getFirst().fit() == Memory.Fit.OVER);
            assertThat(Fx.call(() -> cards.rowsProperty().get())).hasSize(6).extracting(CardRow::size).startsWith("8 Go");
            assertThat(Fx.call(() -> cards.rowsProperty().get().getFirst().change())).startsWith("avec ").contains("\u00a0Go");
            assertThat(Fx.call(() -> cards.chatProperty().get())).startsWith("Pour lui parler").contains("poids × 1,2");
        }
    }
}
