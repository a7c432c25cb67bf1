package dev.atelier.view.chart;

import org.jspecify.annotations.Nullable;

/** A loss chart in sentences, for who cannot see it. */
final class LossWords {
    private LossWords() {}

    static String summary(Units units, Curve train, Curve validation, @Nullable LossPoint best) {
        StringBuilder words = new StringBuilder(units.text("chart.accessible"));
        int last = train.size() - 1;
        if (last >= 0) {
            words.append(". ").append(units.text("chart.accessible.train", units.count(train.step(last)), units.loss(train.raw(last)),
                    units.loss(train.smoothed(last))));
        }
        int held = validation.size() - 1;
        if (held >= 0) {
            words.append(' ').append(units.text("chart.accessible.validation", units.loss(validation.raw(held)), units.count(validation.step(held))));
        }
        if (best != null) {
            words.append(' ').append(units.text("chart.accessible.best", units.loss(best.loss()), units.count(best.step())));
        }
        return words.toString();
    }
}
