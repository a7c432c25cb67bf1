package dev.atelier.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a classifier's answers fare against the right ones.
 *
 * @param labels the classes' names, by number
 * @param confusion {@code confusion.get(i).get(j)} rows of class i were taken for class j
 */
public record ClassScores(List<String> labels, List<List<Integer>> confusion) {
    public ClassScores {
        labels = List.copyOf(labels);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** Counts pairs of classes: the right one and the one answered. */
    public static ClassScores of(List<String> labels, List<Integer> right, List<Integer> answered) {
        var counts = new Integer[labels.size()][labels.size()];
        Arrays.stream(counts).forEach(row -> Arrays.fill(row, 0));
        for (int i = 0; i < right.size(); i++) {
            counts[right.get(i)][answered.get(i)]++;
        }
        return new ClassScores(labels, Arrays.stream(counts).map(List::of).toList());
    }

    /** All rows. */
    public int rows() {
        return confusion.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();
    }

    /** The share of rows answered rightly, from 0 to 1; 0 if there are none. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public double accuracy() {
        return rows() == 0 ? 0 : (double) IntStream.range(0, labels.size()).map(i -> confusion.get(i).get(i)).sum() / rows();
    }

    /** F1 of one class: the harmonic mean of precision and recall, 0 for a class that is neither there nor answered. */
    public double f1(int label) {
        int right = confusion.get(label).get(label);
        int there = confusion.get(label).stream().mapToInt(Integer::intValue).sum();
        int answered = confusion.stream().mapToInt(row -> row.get(label)).sum();
        return there + answered == 0 ? 0 : 2.0 * right / (there + answered);
    }

    /** The mean of the F1 of all classes that are there or answered, as scikit-learn has it: a rare class counts as much as a frequent one. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public double macroF1() {
        return IntStream.range(0, labels.size()).filter(this::seen).mapToDouble(this::f1).average().orElse(0);
    }

    private boolean seen(int label) {
        return confusion.get(label).stream().anyMatch(n -> n > 0) || confusion.stream().anyMatch(row -> row.get(label) > 0);
    }
}
