package dev.atelier.engine.generate;

import dev.atelier.domain.UserError;
import dev.atelier.engine.model.Adapted;
import dev.atelier.engine.model.CausalModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Writes on from prompts, several at once, with a key/value cache. */
public final class Generator {
    private final CausalModel model;
    private final Map<String, Adapted> adapters;
    private final Set<Integer> stop;
    private final BooleanSupplier cancelled;

    /** Hears each token as it is chosen. */
    @FunctionalInterface
    public interface Listener {
        void token(int sequence, int id);
    }

    /** @param stop ids that end a sequence; they are not part of the result */
    public Generator(CausalModel model, Map<String, Adapted> adapters, Set<Integer> stop, BooleanSupplier cancelled) {
        this.model = model;
        this.adapters = adapters;
        this.stop = stop;
        this.cancelled = cancelled;
    }

    /** The ids added to each prompt, which must not be empty. */
    public List<List<Integer>> generate(List<int[]> prompts, Sampling sampling, Listener listener) {
        int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
        check(prompts, longest);
        int batch = prompts.size();
        int tokens = Math.min(sampling.maxTokens(), model.config().maxPositions() - longest);
        var pad = prompts.stream().mapToInt(p -> longest - p.length).toArray();
        var out = new ArrayList<List<Integer>>();
        var next = new int[batch][];
        var random = new SplittableRandom[batch];
        for (int b = 0; b < batch; b++) {
            out.add(new ArrayList<>());
            next[b] = new int[longest];
            System.arraycopy(prompts.get(b), 0, next[b], pad[b], prompts.get(b).length);
            random[b] = new SplittableRandom(sampling.seed());
        }
        var done = new boolean[batch];
        int vocabulary = model.config().vocabSize();
        try (var cache = model.newCache(batch, longest + tokens)) {
            for (int step = 0; step < tokens && !all(done); step++) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException();
                }
                float[] logits;
                try (var scope = model.torch().manager().newSubManager()) {
                    logits = model.next(scope, next, pad, cache, adapters).toFloatArray();
                }
                for (int b = 0; b < batch; b++) {
                    int id = sampling.pick(logits, b * vocabulary, vocabulary, random[b]);
                    done[b] |= stop.contains(id);
                    if (!done[b]) {
                        out.get(b).add(id);
                        listener.token(b, id);
                    }
                    next[b] = new int[] {id};
                }
            }
        }
        return out;
    }

    private void check(List<int[]> prompts, int longest) {
        int limit = model.config().maxPositions();
        if (longest >= limit) {
            throw UserError.of("prompt: wanted fewer than the model's " + limit + " positions", longest + " tokens", "shorten it");
        }
        for (int[] prompt : prompts) {
            if (prompt.length == 0) {
                throw UserError.of("prompt: wanted at least one token", "none", "write something");
            }
            int vocabulary = model.config().vocabSize();
            Arrays.stream(prompt).filter(id -> id < 0 || id >= vocabulary).findFirst().ifPresent(id -> {
                throw UserError.of("prompt: wanted token ids from 0 to " + (vocabulary - 1), Integer.toString(id), "use this model's own tokenizer");
            });
        }
    }

    private static boolean all(boolean[] flags) {
        for (boolean f : flags) {
            if (!f) {
                return false;
            }
        }
        return true;
    }
}
