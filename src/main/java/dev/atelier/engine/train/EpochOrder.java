package dev.atelier.engine.train;

import dev.atelier.engine.data.Shuffle;
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
        return Shuffle.order(rows, Seeds.mix(seed, epoch));
    }
}
