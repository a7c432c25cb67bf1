package dev.atelier.engine.train;

import dev.atelier.domain.TrainingConfig;

/** The rate of each step: a linear rise over the warm-up, then the schedule's fall to zero at the last step. */
record LearningRate(TrainingConfig config, int steps) {

    /** @param step counted from 0 */
    double at(int step) {
        int warmup = Math.min(config.warmupSteps(), steps);
        if (step < warmup) {
            return config.learningRate() * (step + 1) / (warmup + 1);
        }
        double done = (double) (step - warmup) / Math.max(1, steps - warmup);
        return config.learningRate() * switch (config.schedule()) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - done;
            case COSINE -> 0.5 * (1 + Math.cos(Math.PI * done));
        };
    }
}
