package dev.atelier.view.export;

import dev.atelier.store.StoredExport;

/**
 * What the check's number means: the largest logit difference over the standard deviation of the model's logits. Rounding weights to a format costs what
 * it costs; a file far beyond that was not written well.
 */
enum Verdict {
    UNCHECKED, SAME, GOOD, CLOSE, ROUNDED, FAR;

    private static final double SAME_TO = 1e-3;
    private static final double GOOD_TO = 0.05;
    private static final double CLOSE_TO = 0.3;
    private static final double Q4_TO = 2.5;
    private static final double Q8_TO = 0.4;
    private static final double HALF_TO = 0.15;

    static Verdict of(StoredExport export) {
        double relative = export.relative();
        if (Double.isNaN(relative) && Double.isNaN(export.difference())) {
            return UNCHECKED;
        }
        if (!(relative <= usual(export))) {
            return FAR;
        }
        return relative <= SAME_TO ? SAME : relative <= GOOD_TO ? GOOD : relative <= CLOSE_TO ? CLOSE : ROUNDED;
    }

    /** The most that rounding to the format explains. */
    private static double usual(StoredExport export) {
        return switch (export.quant()) {
            case "F32" -> SAME_TO;
            case "Q8_0" -> Q8_TO;
            case "Q4_0" -> Q4_TO;
            default -> HALF_TO; // F16, BF16, and a folder in the model's own type
        };
    }
}
