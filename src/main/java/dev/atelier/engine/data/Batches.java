package dev.atelier.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which examples go together. An epoch's batches follow from seed and epoch alone, whatever came before, so that a resumed run goes on where it
 * stopped. Within each stretch of {@value #WINDOW} shuffled batches examples are put together by length, which saves padding, and the batches
 * are shuffled again.
 */
public final class Batches {
    private static final int WINDOW = 16;

    private final int[] lengths;
    private final int microBatch;
    private final long seed;

    /**
     * @param microBatch examples of a batch; the last one of an epoch may have fewer
     */
    public Batches(List<Example> examples, int microBatch, long seed) {
        lengths = examples.stream().mapToInt(Example::length).toArray();
        this.microBatch = microBatch;
        this.seed = seed;
    }

    /** How many batches an epoch has. */
    public int perEpoch() {
        return Math.ceilDiv(lengths.length, microBatch);
    }

    /** The epoch's batches: indices of examples, each exactly once. */
    public List<int[]> epoch(int epoch) {
        var order = Shuffle.order(lengths.length, Shuffle.seed(seed, "epoch " + epoch));
        var batches = new ArrayList<int[]>(perEpoch());
        for (var from = 0; from < order.length; from += WINDOW * microBatch) {
            var window = Arrays.stream(order, from, Math.min(order.length, from + WINDOW * microBatch))
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> lengths[i])) // stable: equal lengths keep their shuffled order
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (var start = 0; start < window.length; start += microBatch) {
                batches.add(Arrays.copyOfRange(window, start, Math.min(window.length, start + microBatch)));
            }
        }
        var shuffled = Shuffle.order(batches.size(), Shuffle.seed(seed, "batches of epoch " + epoch));
        return Arrays.stream(shuffled).mapToObj(batches::get).toList();
    }

    /** All examples once, the longest together, without chance: for evaluation. */
    public static List<int[]> inOrder(List<Example> examples, int microBatch) {
        var order = java.util.stream.IntStream.range(0, examples.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> examples.get(i).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        var batches = new ArrayList<int[]>();
        for (var start = 0; start < order.length; start += microBatch) {
            batches.add(Arrays.copyOfRange(order, start, Math.min(order.length, start + microBatch)));
        }
        return batches;
    }
}
