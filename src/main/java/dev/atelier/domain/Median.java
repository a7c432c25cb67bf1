package dev.atelier.domain;

import java.util.Collection;

/** The middle of measurements. */
public final class Median {
    private Median() {}

    /** Of an even number of them the mean of the two in the middle; there has to be one. */
    public static double of(Collection<Double> values) {
        var sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
