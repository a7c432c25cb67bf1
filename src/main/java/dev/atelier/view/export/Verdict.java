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
    private static final double Q2_TO = 8;
    private static final double Q3_TO = 5;
    private static final double Q4_TO = 2.5;
    private static final double Q5_TO = 1.5;
    private static final double Q6_TO = 1;
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
            case "Q6_K" -> Q6_TO;
            case "Q5_K_M", "Q5_K_S", "Q5_1", "Q5_0" -> Q5_TO;
            case "Q4_K_M", "Q4_K_S", "Q4_1", "Q4_0", "IQ4_NL", "IQ4_XS" -> Q4_TO;
            case "Q3_K_L", "Q3_K_M", "Q3_K_S" -> Q3_TO;
            case "Q2_K" -> Q2_TO;
            default -> HALF_TO; // F16, BF16, and a folder in the model's own type
        };
    }
}
