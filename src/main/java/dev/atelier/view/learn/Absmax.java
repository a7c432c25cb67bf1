package dev.atelier.view.learn;

import java.util.List;

/**
 * Values quantized by absmax: the largest becomes the largest integer.
 *
 * @param constant what values are multiplied with; 0 where all are 0
 * @param integers the rounded products
 * @param back what they are read back as
 */
record Absmax(double constant, List<Integer> integers, List<Double> back) {

    /** With integers of {@code bits}, such as -127 to 127 for 8. */
    static Absmax of(List<Double> values, int bits) {
        double largest = values.stream().mapToDouble(Math::abs).max().orElse(0);
        double constant = largest == 0 ? 0 : ((1 << bits - 1) - 1) / largest;
        List<Integer> integers = values.stream().map(value -> (int) Math.rint(value * constant)).toList();
        return new Absmax(constant, integers, integers.stream().map(i -> constant == 0 ? 0 : i / constant).toList());
    }

    /** The root mean square of what reading back is off by. */
    double error(List<Double> values) {
        double squares = 0;
        for (int i = 0; i < values.size(); i++) {
            squares += Math.pow(values.get(i) - back.get(i), 2);
        }
        return values.isEmpty() ? 0 : Math.sqrt(squares / values.size());
    }
}
