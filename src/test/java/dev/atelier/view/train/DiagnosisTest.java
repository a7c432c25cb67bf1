package dev.atelier.view.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;
import dev.atelier.view.train.Diagnosis.Kind;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final int WARMUP = 10;

    @Test
    void aValidationLossThatRisesWhileTrainingFallsIsLearningByHeart() {
        var history = falling(200);
        measured(history, 200, step -> 1 + Math.abs(step - 100) / 100.0);
        assertThat(of(history)).contains(new Diagnosis(Kind.OVERFITTING, 100));
    }

    @Test
    void oneMeasurementIsNoTrendAndTheStartIsNoCheckpoint() {
        var history = falling(150);
        measured(history, 150, step -> step == 150 ? 1.2 : 1.5 - step / 200.0);
        assertThat(of(history)).isEmpty();
        var worse = falling(150);
        measured(worse, 150, step -> 1 + step / 100.0);
        assertThat(of(worse)).as("the best was before the first step").isEmpty();
    }

    @Test
    void aLossThatRisesOrStaysIsSaid() {
        assertThat(of(steps(100, step -> 2 + step / 100.0))).contains(new Diagnosis(Kind.RISING, 10));
        assertThat(of(steps(100, step -> 2))).contains(new Diagnosis(Kind.FLAT, 10));
        assertThat(of(steps(30, step -> 2))).as("too early to tell").isEmpty();
        assertThat(of(steps(100, step -> 0.1))).as("nothing left to learn").isEmpty();
        assertThat(of(falling(100))).isEmpty();
    }

    @Test
    void aLossThatIsNoNumberIsTheReasonOfTheFailure() {
        assertThat(Diagnosis.of(falling(7), WARMUP, "step 8: wanted a finite loss and gradient, found loss NaN")).contains(new Diagnosis(Kind.NOT_FINITE, 8));
        assertThat(Diagnosis.of(falling(7), WARMUP, "no space left")).isEmpty();
    }

    private static Optional<Diagnosis> of(RunHistory history) {
        return Diagnosis.of(history, WARMUP, "");
    }

    private static RunHistory falling(int steps) {
        return steps(steps, step -> 3 / (1 + step / 50.0));
    }

    private static RunHistory steps(int steps, IntToDoubleFunction loss) {
        var history = new RunHistory();
        for (int step = 1; step <= steps; step++) {
            history.apply(new RunEvent.Step(step, 0, loss.applyAsDouble(step), 1e-3, 1, step, 100, 0));
        }
        return history;
    }

    /** Measured every 25 steps; told again together with the steps, as an engine does. */
    private static void measured(RunHistory history, int steps, IntToDoubleFunction loss) {
        var told = List.copyOf(history.steps());
        history.apply(new RunEvent.Eval(0, loss.applyAsDouble(0), 1));
        for (var step : told) {
            history.apply(step);
            if (step.step() % 25 == 0) {
                history.apply(new RunEvent.Eval(step.step(), loss.applyAsDouble(step.step()), 1));
            }
        }
    }
}
