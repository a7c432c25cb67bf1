package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;

/** The last training loss, smoothed as in the chart: each value keeps {@code factor} of the average so far. */
final class Smoothed {
    /** 0.99 to this power is under two percent. */
    private static final int REACH = 400;

    private Smoothed() {}

    static double last(RunHistory history, double factor) {
        double mean = 0;
        double weight = 0;
        for (RunEvent.Step step : history.lastSteps(REACH)) {
            if (Double.isFinite(step.loss())) {
                mean = factor * mean + (1 - factor) * step.loss();
                weight = factor * weight + (1 - factor);
            }
        }
        return weight == 0 ? Double.NaN : mean / weight;
    }
}
