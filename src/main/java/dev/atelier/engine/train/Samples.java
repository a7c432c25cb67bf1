package dev.atelier.engine.train;

import dev.atelier.domain.RunEvent;
import java.util.List;

/** What is said at each measurement besides the loss. */
@FunctionalInterface
interface Samples {
    /** No samples. */
    Samples NONE = (step, trained) -> List.of();

    /** Answers with what is trained as it stands after {@code step} steps, leaving it and libtorch's random numbers as they are; CancellationException soon after a cancel. */
    List<RunEvent.Sample> answers(int step, Trainable trained);
}
