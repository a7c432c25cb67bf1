package dev.atelier.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two documents of the same benchmark, value by value. A value's name is its keys with dots between; an element of a list goes by the first text in it,
 * such as the format that was measured, where all elements have one and no two the same, else by its place.
 *
 * @param figures numbers that both have
 * @param differing texts and flags that are not the same in both: what was measured may not be comparable
 */
record Comparison(List<Figure> figures, List<Difference> differing) {
    /**
     * A number in both.
     *
     * @param ratio b / a; null where a is 0
     * @param percent by how much b is above a
     */
    record Figure(String name, double a, double b, @Nullable Double ratio, @Nullable Double percent) {
        private static Figure of(String name, double a, double b) {
            return a == 0 ? new Figure(name, a, b, null, null) : new Figure(name, a, b, b / a, 100 * (b / a - 1));
        }
    }

    /** A text or flag in both. */
    record Difference(String name, String a, String b) {}

    /** {@link UserError} if neither has every kind of figure that the other has; the names are for that. */
    static Comparison of(String nameA, JsonNode a, String nameB, JsonNode b) {
        var first = new Leaves(a);
        var second = new Leaves(b);
        lacking(first, second).flatMap(there -> lacking(second, first).map(here -> UserError.of("wanted two documents of the same benchmark",
                there + " in " + nameA + " alone and " + here + " in " + nameB + " alone", "name two files that the same `atelier bench` command wrote"))).ifPresent(mistake -> {
                    throw mistake;
                });
        var figures = new ArrayList<Figure>();
        var differing = new ArrayList<Difference>();
        first.values.forEach((name, was) -> {
            JsonNode now = second.values.get(name);
            if (now != null && was.isNumber() && now.isNumber()) {
                figures.add(Figure.of(name, was.doubleValue(), now.doubleValue()));
            } else if (now != null && !was.equals(now)) {
                differing.add(new Difference(name, was.asText(), now.asText()));
            }
        });
        if (figures.isEmpty()) {
            throw UserError.of("wanted two documents with figures in common", "none in " + nameA + " and " + nameB, "name two files that the same `atelier bench` command wrote");
        }
        return new Comparison(figures, differing);
    }

    /** A kind of figure that {@code a} has and {@code b} lacks. */
    private static Optional<String> lacking(Leaves a, Leaves b) {
        return a.kinds.stream().filter(kind -> !b.kinds.contains(kind)).sorted().findFirst();
    }

    /** A document's values by name, and the kinds of its figures: their names without the elements'. */
    private static final class Leaves {
        final Map<String, JsonNode> values = new LinkedHashMap<>();
        final Set<String> kinds = new HashSet<>();

        Leaves(JsonNode root) {
            add("", "", root);
        }

        private void add(String name, String kind, JsonNode node) {
            if (node.isObject()) {
                node.properties().forEach(entry -> add(below(name, entry.getKey()), below(kind, entry.getKey()), entry.getValue()));
            } else if (node.isArray()) {
                var names = names(node);
                for (int i = 0; i < node.size(); i++) {
                    add(below(name, names.get(i)), kind, node.get(i));
                }
            } else if (!node.isNull()) {
                values.put(name, node);
                if (node.isNumber()) {
                    kinds.add(kind);
                }
            }
        }

        private static String below(String path, String name) {
            return path.isEmpty() ? name : path + "." + name;
        }

        private static List<String> names(JsonNode list) {
            var texts = list.valueStream().map(element -> element.valueStream().filter(JsonNode::isTextual).findFirst().map(JsonNode::asText).orElse(null)).toList();
            boolean named = texts.stream().allMatch(Objects::nonNull) && new HashSet<>(texts).size() == texts.size();
            return IntStream.range(0, list.size()).mapToObj(i -> named ? String.valueOf(texts.get(i)) : Integer.toString(i)).toList();
        }
    }
}
