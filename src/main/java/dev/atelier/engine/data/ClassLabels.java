package dev.atelier.engine.data;

import dev.atelier.domain.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The classes of a classifier.
 *
 * @param names the class of id i is named {@code names.get(i)}; no two are equal
 */
public record ClassLabels(List<String> names) {
    private static final int MAX_CLASSES = 1000;

    public ClassLabels {
        names = List.copyOf(names);
    }

    /** The labels that stand in a file's rows: whole numbers in their order, names in that of their first appearance; {@link UserError} unless there are 2 to 1000. */
    public static ClassLabels of(Path file, List<DataRow> rows) {
        var found = new LinkedHashSet<String>();
        for (var row : rows) {
            LabelledText.of(row.row()).ifPresent(text -> found.add(text.label()));
            if (found.size() > MAX_CLASSES) {
                throw UserError.of("wanted rows of at most " + MAX_CLASSES + " classes in " + file, "more labels or different answers", "train a model that generates instead");
            }
        }
        if (found.size() < 2) {
            throw UserError.of("wanted rows of at least 2 classes in " + file, found.isEmpty() ? "no label" : "only '" + found.getFirst() + "'", "add rows of another class");
        }
        var names = new ArrayList<>(found);
        if (names.stream().allMatch(ClassLabels::isNumber)) {
            names.sort(Comparator.comparingInt(Integer::parseInt));
        }
        return new ClassLabels(names);
    }

    /** A label's class: by its name, in any case, or by its number where the names are no numbers; empty if there is none. */
    public OptionalInt id(String label) {
        int exact = names.indexOf(label);
        if (exact >= 0) {
            return OptionalInt.of(exact);
        }
        if (isNumber(label)) {
            int id = Integer.parseInt(label);
            return id < names.size() && names.stream().noneMatch(ClassLabels::isNumber) ? OptionalInt.of(id) : OptionalInt.empty();
        }
        var folded = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        int at = folded.indexOf(label.toLowerCase(Locale.ROOT));
        return at >= 0 && at == folded.lastIndexOf(label.toLowerCase(Locale.ROOT)) ? OptionalInt.of(at) : OptionalInt.empty();
    }

    private static boolean isNumber(String label) {
        return label.matches("\\d{1,9}");
    }
}
