package dev.atelier.view.train;

import dev.atelier.store.StoredRun.State;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The next sensible thing to do. */
enum TrainAction {
    TRAIN, STOP, RESUME;

    /** {@code running}: an engine is at work; {@code shown}: where the run in sight stands, null if there is none. */
    static TrainAction of(boolean running, @Nullable State shown) {
        boolean broken = shown == State.STOPPED || shown == State.INTERRUPTED || shown == State.PREPARED;
        return running ? STOP : broken ? RESUME : TRAIN;
    }

    /** Of its text. */
    String key() {
        return "train." + name().toLowerCase(Locale.ROOT);
    }
}
