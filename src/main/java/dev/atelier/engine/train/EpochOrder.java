package dev.atelier.engine.train;

import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Which rows make up which optimizer step. Each epoch is a shuffle of its own, drawn from the seed and the epoch's number alone, so that any step
 * can be found without those before it; the last step of an epoch may have fewer rows.
 */
record EpochOrder(int rows, int batch, long seed) {

    int stepsPerEpoch() {
        return Math.ceilDiv(rows, batch);
    }

    /** Rows of {@code step}, counted from 0. */
    int[] step(int step) {
        int[] order = shuffled(step / stepsPerEpoch());
        int from = step % stepsPerEpoch() * batch;
        return IntStream.range(from, Math.min(rows, from + batch)).map(i -> order[i]).toArray();
    }

    private int[] shuffled(int epoch) {
        RandomGenerator random = new Random(Seeds.mix(seed, epoch));
        int[] order = IntStream.range(0, rows).toArray();
        for (int i = rows - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        return order;
    }
}
