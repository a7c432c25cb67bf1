package dev.atelier.engine.generate;

import dev.atelier.domain.Sampling;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Writes on from prompts, several at once, with a key/value cache. */
public final class Generator {
    private final CausalModel model;
    private final Adapters adapters;
    private final Set<Integer> stop;
    private final BooleanSupplier cancelled;

    /** Hears each token as it is chosen. */
    @FunctionalInterface
    public interface Listener {
        void token(int sequence, int id);
    }

    /** @param stop ids that end a sequence; they are not part of the result */
    public Generator(CausalModel model, Adapters adapters, Set<Integer> stop, BooleanSupplier cancelled) {
        this.model = model;
        this.adapters = adapters;
        this.stop = stop;
        this.cancelled = cancelled;
    }

    /** The ids added to each prompt, which must not be empty. */
    public List<List<Integer>> generate(List<int[]> prompts, Sampling sampling, Listener listener) {
        return generate(prompts, sampling, listener, () -> false);
    }

    /** The same, or what there is of it when it is {@code enough}. */
    public List<List<Integer>> generate(List<int[]> prompts, Sampling sampling, Listener listener, BooleanSupplier enough) {
        try (var generation = new Generation(model, adapters, stop, prompts, sampling)) {
            while (!generation.ended() && !enough.getAsBoolean()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException();
                }
                generation.step(listener);
            }
            return generation.out();
        }
    }
}
