package dev.atelier.engine.train;

import org.jspecify.annotations.Nullable;

/**
 * Where training stands between two steps: what a checkpoint keeps besides arrays.
 *
 * @param step optimizer steps done
 * @param tokens seen so far
 * @param seconds spent in steps so far, over all sittings
 * @param initialValLoss before the first step; null where no rows were kept apart
 * @param measuredStep the step of the newest validation loss; -1 before the first
 */
record TrainerState(int step, long tokens, double seconds, @Nullable Double initialValLoss, @Nullable Double valLoss, @Nullable Double bestValLoss, int bestStep,
        int measuredStep) {
    static final TrainerState START = new TrainerState(0, 0, 0, null, null, null, 0, -1);

    TrainerState stepped(long newTokens, double newSeconds) {
        return new TrainerState(step + 1, tokens + newTokens, seconds + newSeconds, initialValLoss, valLoss, bestValLoss, bestStep, measuredStep);
    }

    /** After a validation loss was measured here. */
    TrainerState measured(double loss) {
        boolean best = bestValLoss == null || loss < bestValLoss;
        return new TrainerState(step, tokens, seconds, initialValLoss == null ? loss : initialValLoss, loss, best ? Double.valueOf(loss) : bestValLoss, best ? step : bestStep, step);
    }
}
