package dev.atelier.view.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainTimeTest {
    private final RunHistory history = new RunHistory();
    private final TrainTime time = new TrainTime();

    @Test
    void isCountedOnceHoweverOftenARunIsResumed() {
        tell(step(1), step(2), step(3));
        assertThat(time.sum()).hasMillis(3000);
        tell(new RunEvent.Resumed(1), step(2));
        assertThat(time.sum()).hasMillis(2000);
        tell(step(3), step(4));
        assertThat(time.sum()).hasMillis(4000);
        tell(step(1));
        assertThat(time.sum()).as("begun again without a checkpoint").hasMillis(1000);
    }

    private void tell(RunEvent... events) {
        List.of(events).forEach(history::apply);
        time.take(List.of(events), history);
    }

    /** A hundred tokens at a hundred a second. */
    private static RunEvent.Step step(int number) {
        return new RunEvent.Step(number, 0, 1, 0, 0, 100L * number, 100, 0);
    }
}
