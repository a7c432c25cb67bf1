package dev.atelier.view.train;

import dev.atelier.domain.TrainingConfig;
import dev.atelier.store.RowSums;

/** What a run with these rows and settings will do, as the engine counts it; {@code tokensPerStep} is about right, 0 while rows are not counted. */
record TrainingPlan(int trainRows, int validationRows, int steps, long tokensPerStep) {

    static TrainingPlan of(RowSums rows, TrainingConfig config) {
        int usable = Math.max(0, rows.rows() - rows.problems());
        int held = config.validationShare() == 0 || usable < 2 ? 0 : Math.clamp(Math.round(usable * config.validationShare()), 1, usable - 1);
        int train = usable - held;
        int batch = (int) Math.min(train, effectiveBatch(config));
        int perEpoch = batch == 0 ? 0 : Math.ceilDiv(train, batch);
        int steps = config.maxSteps() > 0 ? config.maxSteps() : batch == 0 ? 0 : Math.clamp(Math.round(perEpoch * config.epochs()), 1, Integer.MAX_VALUE);
        double tokensPerRow = rows.counted() == 0 ? 0 : Math.min(config.maxLength(), (double) rows.tokens() / rows.counted());
        return new TrainingPlan(train, held, steps, Math.round(tokensPerRow * batch));
    }

    /** Examples behind one optimizer step. */
    static long effectiveBatch(TrainingConfig config) {
        return (long) config.microBatch() * config.accumulation();
    }
}
