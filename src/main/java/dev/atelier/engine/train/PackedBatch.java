package dev.atelier.engine.train;

import dev.atelier.engine.data.Example;
import dev.atelier.engine.data.LabelledExample;
import dev.atelier.engine.data.Sequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Sequences laid one after another, without padding: T tokens in all.
 *
 * @param ids [T] token ids
 * @param positions [T] position of each token in its own sequence
 * @param lengths of the sequences
 * @param rows [N] the tokens at which something is predicted
 * @param targets [N] what: the token behind, or the class
 * @param weights [N] their weights
 */
record PackedBatch(long[] ids, int[] positions, long[] lengths, long[] rows, long[] targets, float[] weights) {

    /** Sequences one behind another; what is to be predicted at which token, and with which weight, is each one's own. */
    static PackedBatch of(List<? extends Sequence> sequences) {
        var batch = new Builder(sequences.stream().mapToInt(Sequence::length).sum());
        sequences.forEach(batch::add);
        return new PackedBatch(batch.ids, batch.positions, sequences.stream().mapToLong(Sequence::length).toArray(), Arrays.copyOf(batch.rows, batch.count),
                Arrays.copyOf(batch.targets, batch.count), Arrays.copyOf(batch.weights, batch.count));
    }

    private static final class Builder {
        final long[] ids;
        final int[] positions;
        final long[] rows;
        final long[] targets;
        final float[] weights;
        int count;
        private int at;

        Builder(int tokens) {
            ids = new long[tokens];
            positions = new int[tokens];
            rows = new long[tokens];
            targets = new long[tokens];
            weights = new float[tokens];
        }

        void add(Sequence sequence) {
            int[] own = sequence.ids();
            for (int i = 0; i < own.length; i++) {
                ids[at + i] = own[i];
                positions[at + i] = i;
            }
            switch (sequence) {
                case Example example -> {
                    for (int i = 1; i < own.length; i++) {
                        target(i - 1, own[i], example.weights()[i]);
                    }
                }
                case LabelledExample labelled -> target(0, labelled.label(), 1);
            }
            at += own.length;
        }

        private void target(int position, int target, float weight) {
            if (weight != 0) {
                rows[count] = (long) at + position;
                targets[count] = target;
                weights[count++] = weight;
            }
        }
    }

    /** [T] how long each token's sequence is. */
    int[] reach() {
        return Arrays.stream(lengths).flatMap(n -> LongStream.generate(() -> n).limit(n)).mapToInt(n -> (int) n).toArray();
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
