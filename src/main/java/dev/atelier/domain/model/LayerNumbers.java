package dev.atelier.domain.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Numbers of layers as a regular expression that means just them, in few characters: 16 to 31 are {@code (1[6-9]|2[0-9]|3[01])}. */
final class LayerNumbers {
    private static final int TEN = 10;

    private LayerNumbers() {}

    /** Of at least one number; in brackets where it has alternatives. */
    static String of(SortedSet<Integer> numbers) {
        var out = new ArrayList<String>();
        if (numbers.first() < TEN) {
            out.add(digits(numbers.headSet(TEN)));
        }
        var last = new TreeMap<Integer, SortedSet<Integer>>(); // digits by what stands before them
        numbers.tailSet(TEN).forEach(number -> last.computeIfAbsent(number / TEN, before -> new TreeSet<>()).add(number % TEN));
        var same = new LinkedHashMap<SortedSet<Integer>, SortedSet<Integer>>();
        last.forEach((before, digits) -> same.computeIfAbsent(digits, each -> new TreeSet<>()).add(before));
        same.forEach((digits, before) -> out.add(of(before) + digits(digits)));
        return out.size() == 1 ? out.getFirst() : "(" + String.join("|", out) + ")";
    }

    private static String digits(SortedSet<Integer> digits) {
        if (digits.size() == 1) {
            return digits.first().toString();
        }
        var out = new StringBuilder("[");
        var left = new ArrayList<>(digits);
        while (!left.isEmpty()) {
            List<Integer> run = run(left);
            out.append(run.getFirst());
            if (run.size() > 1) {
                out.append(run.size() > 2 ? "-" : "").append(run.getLast());
            }
            left.subList(0, run.size()).clear();
        }
        return out.append(']').toString();
    }

    /** The longest beginning of {@code digits} that counts up one by one. */
    private static List<Integer> run(List<Integer> digits) {
        int end = 1;
        while (end < digits.size() && digits.get(end) == digits.get(end - 1) + 1) {
            end++;
        }
        return List.copyOf(digits.subList(0, end));
    }
}
