package dev.atelier.engine.generate;

import ai.djl.ndarray.NDArray;
import dev.atelier.domain.Sampling;
import dev.atelier.domain.UserError;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.KeyValueCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sequences that grow by one token each a step, with their key/value cache: several generations over one model may take turns. */
final class Generation implements AutoCloseable {
    private static final int READ = 128; // positions of a prompt at a time: what a step makes is freed behind it
    private final CausalModel model;
    private final Adapters adapters;
    private final Set<Integer> stop;
    private final int[] pad;
    private final int[][] next;
    private final Sampler[] samplers;
    private final boolean[] done;
    private final List<List<Integer>> out = new ArrayList<>();
    private final KeyValueCache cache;
    private int left;
    private int read;

    /** See {@link Generator}. */
    Generation(CausalModel model, Adapters adapters, Set<Integer> stop, List<int[]> prompts, Sampling sampling) {
        int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
        check(model, prompts, longest);
        int batch = prompts.size();
        this.model = model;
        this.adapters = adapters;
        this.stop = stop;
        left = Math.min(sampling.maxTokens(), model.config().maxPositions() - longest);
        pad = prompts.stream().mapToInt(p -> longest - p.length).toArray();
        next = new int[batch][];
        samplers = new Sampler[batch];
        done = new boolean[batch];
        for (int b = 0; b < batch; b++) {
            out.add(new ArrayList<>());
            next[b] = new int[longest];
            System.arraycopy(prompts.get(b), 0, next[b], pad[b], prompts.get(b).length);
            samplers[b] = new Sampler(sampling, prompts.get(b));
        }
        cache = model.newCache(batch, longest + left);
    }

    /** Whether every sequence has come to a stop or to its greatest length. */
    boolean ended() {
        for (boolean d : done) {
            if (!d && left > 0) {
                return false;
            }
        }
        return true;
    }

    /** One more token for every sequence that goes on; the first steps read the prompts, some positions at a time. */
    void step(Generator.Listener listener) {
        int length = next[0].length;
        int from = read;
        int end = Math.min(length, from + READ);
        float[] logits;
        try (var scope = model.torch().manager().newSubManager()) {
            NDArray last = model.next(scope, Arrays.stream(next).map(ids -> Arrays.copyOfRange(ids, from, end)).toArray(int[][]::new), pad, cache, adapters);
            read = end;
            if (end < length) {
                return;
            }
            logits = last.toFloatArray();
        }
        read = 0;
        int vocabulary = model.config().vocabSize();
        for (int b = 0; b < next.length; b++) {
            int id = samplers[b].pick(logits, b * vocabulary, vocabulary);
            done[b] |= stop.contains(id);
            if (!done[b]) {
                out.get(b).add(id);
                listener.token(b, id);
            }
            next[b] = new int[] {id};
        }
        left--;
    }

    /** The ids added to each prompt so far. */
    List<List<Integer>> out() {
        return Collections.unmodifiableList(out);
    }

    private static void check(CausalModel model, List<int[]> prompts, int longest) {
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

    @Override
    public void close() {
        cache.close();
    }
}
