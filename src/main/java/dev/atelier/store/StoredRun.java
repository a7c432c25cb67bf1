package dev.atelier.store;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run as the project knows it.
 *
 * @param folder relative to the project's folder, with / between names
 * @param settings as run.json has them, JSON
 * @param model the folder of the model it trains
 * @param message why it failed, else null
 * @param totalSteps 0 before it first started; {@code lastStep} 0 before the first step
 * @param offset bytes of events.jsonl that are in the project
 */
public record StoredRun(long id, String folder, String name, Instant created, String settings, String model, State state, @Nullable String message, int totalSteps, int lastStep,
        long offset) {
    /** Where it stands; INTERRUPTED: its engine died without a word. */
    public enum State {
        PREPARED, RUNNING, FINISHED, STOPPED, INTERRUPTED, FAILED;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }
    }
}
