package dev.atelier.view.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.Settings;
import dev.atelier.job.RunState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javafx.beans.binding.Bindings;
import org.junit.jupiter.api.Test;

class LiveRunTest {
    private final LiveRun run = new LiveRun(1, "run", new RunFolder(Path.of("run")), Path.of("model"), Settings.defaults(), Instant.EPOCH, new RunHistory(), new RunState.Running(1));

    @Test
    void whatIsBoundToTheLastStepFollowsEveryStepThoughNobodyElseLooks() {
        run.apply(List.of(new RunEvent.Started(3, 10, 0, 100, 10, "cpu", "f32", false)));
        var text = Bindings.createStringBinding(() -> run.step() + " of " + run.steps(), run.lastStepProperty());
        for (int step = 1; step <= 3; step++) {
            run.apply(List.of(new RunEvent.Step(step, 0, 2, 1e-3, 1, 10L * step, 100, 0)));
            assertThat(text.get()).isEqualTo(step + " of 3");
        }
    }

    @Test
    void whatIsBoundToTheBestFollowsEveryEvaluation() {
        var text = Bindings.createStringBinding(() -> run.best().map(best -> best.step() + ": " + best.loss()).orElse(""), run.bestProperty());
        assertThat(text.get()).isEmpty();
        run.apply(List.of(new RunEvent.Eval(0, 3, 20)));
        assertThat(text.get()).isEqualTo("0: 3.0");
        run.apply(List.of(new RunEvent.Eval(5, 2, 7)));
        assertThat(text.get()).isEqualTo("5: 2.0");
        run.apply(List.of(new RunEvent.Eval(10, 2.5, 12)));
        assertThat(text.get()).isEqualTo("5: 2.0");
    }
}
