package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.job.RunningEngine;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.StoredRun.State;
import dev.atelier.view.Fx;
import dev.atelier.view.Navigation;
import dev.atelier.view.Notices;
import dev.atelier.view.chart.LossChart;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.Places;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Train room of the real window, with real engines on a tiny model. */
@Timeout(240)
class TrainRoomTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private final Locale locale = Locale.getDefault();

    @TempDir
    Path root;
    private OpenWindow window;

    @BeforeEach
    void english() {
        Locale.setDefault(Locale.ENGLISH);
    }

    @AfterEach
    void close() {
        window.close();
        Locale.setDefault(locale);
    }

    @Test
    @Tag("heavy")
    void trainsSurvivesAKilledEngineAndAClosedWindowAndStops() throws Exception {
        Path folder = project(Map.of("max_steps", "100000", "eval_every", "20", "checkpoint_every", "20", "sample_tokens", "4", "samples", "1"));
        open(folder);
        Fx.await(LONG, "the model and the rows", () -> window.get(ModelChoice.class).factsProperty().get() != null && window.get(RowFacts.class).rowsProperty().get() > 0);
        press("act");
        Fx.await(LONG, "both curves", () -> run() != null && run().step() > 45 && run().history().evals().size() > 2);
        Fx.await(LONG, "drawn", () -> String.valueOf(chart().getAccessibleText()).contains("alidation"));
        assertThat(Fx.call(() -> run().history().samples())).isNotEmpty();
        assertThat(Fx.call(() -> ((Label) node("figure-STEP")).getText())).contains("/ 100,000");
        Fx.screenshot(window.scene(), "train-running");

        RunningEngine engine = RunningEngine.of(run().folder()).orElseThrow();
        long begin = System.nanoTime();
        engine.kill();
        Fx.await(LONG, "a notice", () -> notice("interrupted at step") != null);
        assertThat((System.nanoTime() - begin) / 1e9).isLessThan(1);
        int last = Fx.call(() -> run().step());
        assertThat(last).as("the last step told").isEqualTo(WindowProject.told(run().folder()).lastStep().orElseThrow().step());
        assertThat(Fx.call(() -> notice("interrupted at step").text())).contains(String.valueOf(last));
        assertThat(Fx.call(() -> run().stateProperty().get())).isEqualTo(State.INTERRUPTED);
        assertThat(Fx.call(() -> ((Button) node("act")).getText())).isEqualTo("Resume");

        Fx.run(() -> Objects.requireNonNull(notice("interrupted at step").action()).run());
        Fx.await(LONG, "more than before", () -> run().step() > last + 5);
        assertThat(Fx.call(() -> notice("interrupted at step"))).as("the offer is gone").isNull();

        RunFolder trained = run().folder();
        window.close();
        assertThat(RunningEngine.of(trained)).as("it outlives the window").isPresent();
        int left = WindowProject.told(trained).lastStep().orElseThrow().step();
        while (WindowProject.told(trained).lastStep().orElseThrow().step() < left + 5) { // nobody looks on
            Thread.sleep(20);
        }
        open(folder);
        Fx.await(LONG, "followed again", () -> run() != null && run().stateProperty().get() == State.RUNNING && run().step() > left + 20);
        press("act");
        Fx.await(LONG, "stopped", () -> run().stateProperty().get() == State.STOPPED);
        assertThat(RunningEngine.of(trained)).isEmpty();
        assertThat(trained.checkpointSteps()).contains(Fx.call(() -> run().step()));
        RunHistory truth = WindowProject.told(trained);
        assertThat(Fx.call(() -> List.copyOf(run().history().steps()))).as("no step lost or doubled").containsExactlyElementsOf(truth.steps());
        assertThat(Fx.call(() -> List.copyOf(run().history().evals()))).containsExactlyElementsOf(truth.evals());

        Fx.run(() -> window.get(Config.class).change("short", Map.of("max_steps", "3")));
        Fx.await(LONG, "ready", () -> !node("fresh").isDisabled());
        press("fresh");
        Fx.await(LONG, "finished", () -> run().config().maxSteps() == 3 && run().finished());
        assertThat(Fx.call(() -> window.get(Runs.class).all().stream().map(LiveRun::name).toList())).containsExactly("window-2", "window-1");
        assertThat(Fx.call(() -> notice("has finished"))).as("the room says it itself").isNull();
        press("talk");
        assertThat(Fx.call(() -> window.get(Navigation.class).roomProperty().get())).isEqualTo("chat");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        open(root.resolve("empty"));
        Fx.await(LONG, "the room", () -> node("missing") != null);
        assertThat(Fx.call(() -> ((Label) node("missing")).getText())).isEqualTo("Import rows first");
        assertThat(Fx.call(() -> node("act").isDisabled())).isTrue();
    }

    @Test
    void aHundredThousandStepsAreStoredAndShown() throws Exception {
        Path folder = project(Map.of());
        told(folder.resolve("runs/short-1"), 10, "2026-01-01T03:04:05Z");
        told(folder.resolve("runs/long-1"), 100_000, "2026-01-02T03:04:05Z");
        open(folder);
        Fx.await(LONG, "the curve", () -> run() != null && String.valueOf(chart().getAccessibleText()).contains("100,000"));
        var runs = window.get(Runs.class);
        LiveRun all = Fx.call(this::run);
        assertThat(all.history().steps()).hasSize(100_000);
        assertThat(all.history().evals()).hasSize(100);
        Fx.screenshot(window.scene(), "train-100000");
        Fx.run(() -> runs.show(runs.all().getLast()));
        Fx.pulses(2);
        assertThat(Fx.call(() -> chart().getAccessibleText())).contains("Step 10:");
        long begin = System.nanoTime();
        Fx.run(() -> runs.show(all));
        assertThat((System.nanoTime() - begin) / 1e6).as("milliseconds to choose it").isLessThan(400);
        Fx.pulses(2);
        assertThat(Fx.call(() -> chart().getAccessibleText())).contains("100,000");
    }

    private void told(Path folder, int steps, String created) throws IOException {
        var run = new RunFolder(folder);
        Files.createDirectories(run.root());
        var lines = new StringBuilder(new RunEvent.Started(steps, 36, 4, 1, 1, "cpu", "f32", false).toLine(Instant.EPOCH)).append('\n');
        for (int step = 1; step <= steps; step++) {
            lines.append(new RunEvent.Step(step, step / 10.0, 1 + 1.0 / step, 1e-3, 1, step, 100, 1).toLine(Instant.EPOCH)).append('\n');
            if (step % 1000 == 0) {
                lines.append(new RunEvent.Eval(step, 1 + 2.0 / step, 3).toLine(Instant.EPOCH)).append('\n');
            }
        }
        Files.writeString(run.events(), lines);
        new RunSpec("told", root.resolve("model"), Map.of(), Settings.defaults(), Map.of(), List.of(), false, created, Map.of()).write(run);
    }

    private Path project(Map<String, String> changes) throws IOException {
        Path folder = root.resolve("window");
        var settings = new HashMap<>(changes);
        settings.put("warmup_steps", "2");
        WindowProject.write(folder, settings);
        return folder;
    }

    private void open(Path folder) {
        window = new OpenWindow(root, folder);
        window.go("train");
    }

    private Node node(String id) {
        return window.scene().lookup("#" + id);
    }

    private LossChart chart() {
        return (LossChart) node("chart");
    }

    private LiveRun run() {
        return window.get(Runs.class).shownProperty().get();
    }

    private Notices.Notice notice(String part) {
        return window.get(Notices.class).shown().stream().filter(notice -> notice.text().contains(part)).findFirst().orElse(null);
    }

    private void press(String id) {
        Fx.await(LONG, id + " can be pressed", () -> !node(id).isDisabled());
        Fx.run(() -> ((Button) node(id)).fire());
    }
}
