package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** How long a run's steps took together, each counted once, however often the run was resumed. */
final class TrainTime {
    private double seconds;
    private long tokens;
    private int step;

    /** Counts anew. */
    void count(Collection<RunEvent.Step> steps) {
        seconds = 0;
        tokens = 0;
        step = 0;
        steps.forEach(this::add);
    }

    private void add(RunEvent.Step next) {
        seconds += (next.tokens() - tokens) / Math.max(1e-9, next.tokensPerS());
        tokens = next.tokens();
        step = next.step();
    }

    /** Takes in what has just been told; {@code history} knows it already. */
    void take(List<RunEvent> events, RunHistory history) {
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Resumed || event instanceof RunEvent.Step again && again.step() <= step) {
                count(history.steps());
                return;
            }
            if (event instanceof RunEvent.Step next) {
                add(next);
            }
        }
    }

    Duration sum() {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }
}
