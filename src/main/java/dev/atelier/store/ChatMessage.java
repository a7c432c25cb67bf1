package dev.atelier.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a conversation.
 *
 * @param turn from 1: a question and its answers have the same
 * @param tokensPerS after the first token; NaN for a question
 * @param secondsToFirst until the first token came; NaN for a question
 * @param run the run whose adapter answered, else null
 * @param adapter the folder of an adapter from elsewhere that answered, else null
 * @param rating -1 or 1, null if none was given
 */
public record ChatMessage(long id, long conversation, int turn, Role role, String text, int tokens, double tokensPerS, double secondsToFirst, @Nullable Long run, @Nullable Path adapter,
        long seed, @Nullable Integer rating, Instant created) {
    /** How an answer came to be; {@code tokensPerS} and {@code secondsToFirst} are NaN where there is nothing to tell. */
    public record Making(int tokens, double tokensPerS, double secondsToFirst, @Nullable Long run, @Nullable Path adapter, long seed) {
        /** Of the base, or of what a run made. */
        public Making(int tokens, double tokensPerS, double secondsToFirst, @Nullable Long run, long seed) {
            this(tokens, tokensPerS, secondsToFirst, run, null, seed);
        }

        /** Of what a person wrote. */
        public static Making byHand(long seed) {
            return new Making(0, Double.NaN, Double.NaN, null, seed);
        }
    }

    /** Who: the user, the model as it was, or as it was trained. */
    public enum Role {
        USER, BASE, TUNED;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Role of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }
    }
}
