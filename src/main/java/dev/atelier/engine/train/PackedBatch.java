package dev.atelier.engine.train;

import dev.atelier.engine.data.Example;
import dev.atelier.engine.data.LabelledExample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Sequences laid one after another, without padding: T tokens in all.
 *
 * @param ids [T] token ids
 * @param positions [T] position of each token in its own sequence
 * @param lengths of the sequences
 * @param rows [N] the tokens whose successor carries a loss weight
 * @param targets [N] those successors
 * @param weights [N] their weights
 */
record PackedBatch(long[] ids, int[] positions, long[] lengths, long[] rows, long[] targets, float[] weights) {

    /** Sequences with a class each: the first token of each carries the loss. */
    static PackedBatch ofLabelled(List<LabelledExample> examples) {
        int tokens = examples.stream().mapToInt(e -> e.ids().length).sum();
        var ids = new long[tokens];
        var positions = new int[tokens];
        var rows = new long[examples.size()];
        var weights = new float[examples.size()];
        int at = 0;
        for (int e = 0; e < rows.length; e++) {
            int[] own = examples.get(e).ids();
            for (int i = 0; i < own.length; i++) {
                ids[at + i] = own[i];
                positions[at + i] = i;
            }
            rows[e] = at;
            weights[e] = 1;
            at += own.length;
        }
        return new PackedBatch(ids, positions, examples.stream().mapToLong(e -> e.ids().length).toArray(), rows, examples.stream().mapToLong(LabelledExample::label).toArray(), weights);
    }

    /** [T] how long each token's sequence is. */
    int[] reach() {
        return Arrays.stream(lengths).flatMap(n -> LongStream.generate(() -> n).limit(n)).mapToInt(n -> (int) n).toArray();
    }

    static PackedBatch of(List<Example> examples) {
        int tokens = examples.stream().mapToInt(e -> e.ids().length).sum();
        var ids = new long[tokens];
        var positions = new int[tokens];
        var weightOf = new float[tokens]; // of predicting the token behind
        int at = 0;
        for (var example : examples) {
            for (int i = 0; i < example.ids().length; i++) {
                ids[at + i] = example.ids()[i];
                positions[at + i] = i;
                if (i > 0) {
                    weightOf[at + i - 1] = example.weights()[i];
                }
            }
            at += example.ids().length;
        }
        int[] rows = IntStream.range(0, tokens).filter(i -> weightOf[i] != 0).toArray();
        var targets = new long[rows.length];
        var weights = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = ids[rows[i] + 1];
            weights[i] = weightOf[rows[i]];
        }
        return new PackedBatch(ids, positions, examples.stream().mapToLong(e -> e.ids().length).toArray(),
                IntStream.of(rows).asLongStream().toArray(), targets, weights);
    }

    /** Sum of the loss weights. */
    double totalWeight() {
        double sum = 0;
        for (float w : weights) {
            sum += w;
        }
        return sum;
    }

    int tokens() {
        return ids.length;
    }

    /** The weights divided by the sum over a whole optimizer step, so that gradients of its parts add up to the gradient of the mean. */
    float[] shares(double total) {
        var shares = new float[weights.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) (weights[i] / total);
        }
        return shares;
    }
}
