package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a curve's numbers say plainly; {@code since}: the step from which on. */
record Diagnosis(Kind kind, int since) {
    private static final int WINDOW = 20;
    private static final int FIRST = 10;

    enum Kind {
        /** The validation loss rises while the training loss falls. */
        OVERFITTING,
        /** The training loss rises. */
        RISING,
        /** The training loss stays where it was. */
        FLAT,
        /** A loss or gradient was no number any more. */
        NOT_FINITE
    }

    /** Empty where nothing is plain. {@code failure}: why the run failed, else empty. */
    static Optional<Diagnosis> of(RunHistory history, int warmupSteps, String failure) {
        int last = history.lastStep().map(RunEvent.Step::step).orElse(0);
        if (failure.contains("wanted a finite loss")) {
            return Optional.of(new Diagnosis(Kind.NOT_FINITE, last + 1));
        }
        Optional<Diagnosis> overfitting = overfitting(history, last);
        if (overfitting.isPresent() || last < Math.max(2 * WINDOW, warmupSteps + WINDOW)) {
            return overfitting;
        }
        double first = mean(history.steps(0, FIRST));
        double now = mean(history.steps(last - WINDOW, last));
        if (now > 1.1 * first) {
            return Optional.of(new Diagnosis(Kind.RISING, FIRST));
        }
        boolean flat = now > 0.98 * first && first > 0.3 && last >= 3 * WINDOW + warmupSteps;
        return flat ? Optional.of(new Diagnosis(Kind.FLAT, FIRST)) : Optional.empty();
    }

    /** At least two measurements since the best one, the last of them clearly worse. */
    private static Optional<Diagnosis> overfitting(RunHistory history, int last) {
        List<RunEvent.Eval> evals = List.copyOf(history.evals());
        return evals.stream().min(Comparator.comparingDouble(RunEvent.Eval::loss)).filter(best -> best.step() > 0)
                .filter(best -> evals.stream().filter(eval -> eval.step() > best.step()).count() >= 2 && evals.getLast().loss() > 1.02 * best.loss())
                .filter(best -> mean(history.steps(last - WINDOW, last)) < mean(history.steps(best.step() - WINDOW, best.step())))
                .map(best -> new Diagnosis(Kind.OVERFITTING, best.step()));
    }

    private static double mean(Collection<RunEvent.Step> steps) {
        return steps.stream().mapToDouble(RunEvent.Step::loss).average().orElse(Double.NaN);
    }
}
