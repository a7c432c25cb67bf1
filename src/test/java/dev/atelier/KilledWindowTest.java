package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.Settings;
import dev.atelier.store.ProjectFile;
import dev.atelier.view.Fx;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the window while it trains: the run goes on to its end, and the next window has all of it. */
@Tag("heavy")
@Timeout(240)
class KilledWindowTest {
    private static final int STEPS = 60;

    @TempDir
    Path home;

    @Test
    void theRunFinishesAndIsFoundWhole() throws Exception {
        Path project = home.resolve("killed");
        WindowProject.write(project, Map.of("max_steps", Integer.toString(STEPS), "eval_every", "10", "samples", "1", "sample_tokens", "40"));
        Process window = WindowChild.start(home, project);
        RunFolder run = new RunFolder(project.resolve("runs/killed-1"));
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
            while (WindowProject.told(run).lastStep().map(step -> step.step()).orElse(0) < 5) {
                assertThat(window.isAlive()).as(Files.readString(home.resolve("window.log"))).isTrue();
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(20);
            }
        } finally {
            window.destroyForcibly().waitFor();
        }
        assertThat(WindowProject.told(run).finished()).as("killed in the middle of the run").isFalse();
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!WindowProject.told(run).finished()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(100);
        }
        RunHistory truth = WindowProject.told(run);
        assertThat(truth.steps()).hasSize(STEPS);
        try (var next = new OpenWindow(home, project)) {
            Fx.await(Duration.ofSeconds(30), "the run", () -> next.get(Runs.class).shownProperty().get() != null);
            LiveRun found = Fx.call(() -> next.get(Runs.class).shownProperty().get());
            assertThat(found.finished()).isTrue();
            assertThat(Fx.call(() -> List.copyOf(found.history().steps()))).containsExactlyElementsOf(truth.steps());
            assertThat(Fx.call(() -> List.copyOf(found.history().evals()))).containsExactlyElementsOf(truth.evals());
        }
    }
}
