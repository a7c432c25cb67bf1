package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Filters over lists, mappings and texts as sequences. */
final class SequenceFilters {
    private SequenceFilters() {}

    static Filters.@Nullable Filter find(String name) {
        return switch (name) {
            case "list" -> (value, _, _) -> new ArrayList<>(Values.items(value));
            case "first" -> (value, _, _) -> Values.items(value).isEmpty() ? new Undefined("the first of nothing") : Values.items(value).getFirst();
            case "last" -> (value, _, _) -> Values.items(value).isEmpty() ? new Undefined("the last of nothing") : Values.items(value).getLast();
            case "reverse" -> (value, _, _) -> value instanceof String text
                    ? new StringBuilder(text).reverse().toString()
                    : new ArrayList<>(Values.items(value).reversed());
            case "join" -> (value, args, e) -> TextMethods.join(args.text(0, "d", ""), mapped(value, args.get(1, "attribute", None.NONE), e), e.budget());
            case "sum" -> SequenceFilters::sum;
            case "min" -> (value, args, e) -> extreme(value, args, e, 1);
            case "max" -> (value, args, e) -> extreme(value, args, e, -1);
            case "unique" -> SequenceFilters::unique;
            case "sort" -> SequenceFilters::sort;
            case "dictsort" -> SequenceFilters::dictSort;
            case "map" -> SequenceFilters::map;
            case "select" -> (value, args, e) -> select(value, args, e, false, true);
            case "reject" -> (value, args, e) -> select(value, args, e, false, false);
            case "selectattr" -> (value, args, e) -> select(value, args, e, true, true);
            case "rejectattr" -> (value, args, e) -> select(value, args, e, true, false);
            case "batch" -> SequenceFilters::batch;
            case "groupby" -> SequenceFilters::groupBy;
            default -> null;
        };
    }

    /** {@code a.b.0}: the attribute of an attribute of ... an item. */
    private static Object path(Object item, Object attribute, Evaluator evaluator) {
        if (attribute instanceof Long) {
            return Access.item(item, attribute, evaluator.budget());
        }
        var value = item;
        for (var part : Values.string(attribute).split("\\.")) {
            var key = part.chars().allMatch(Character::isDigit) && part.length() < 10 ? (Object) Long.valueOf(part) : part;
            value = value instanceof Undefined ? value : Access.item(value, key, evaluator.budget());
        }
        return value;
    }

    private static List<Object> mapped(Object value, Object attribute, Evaluator evaluator) {
        var items = Values.items(value);
        return attribute == None.NONE ? items : items.stream().map(item -> path(item, attribute, evaluator)).toList();
    }

    private static Object sum(Object value, Args args, Evaluator evaluator) {
        var total = args.get(1, "start", 0L);
        for (var item : mapped(value, args.get(0, "attribute", None.NONE), evaluator)) {
            total = Operators.binary("+", total, item, evaluator.budget());
        }
        return total;
    }

    private static Function<Object, Object> key(Object attribute, boolean caseSensitive, Evaluator evaluator) {
        return item -> {
            var value = attribute == None.NONE ? item : path(item, attribute, evaluator);
            return value instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : value;
        };
    }

    private static Object extreme(Object value, Args args, Evaluator evaluator, int direction) {
        var key = key(args.get(1, "attribute", None.NONE), args.truth(0, "case_sensitive", false), evaluator);
        Object best = new Undefined("the extreme of nothing");
        for (var item : Values.items(value)) {
            if (best instanceof Undefined || direction * Values.compare(key.apply(item), key.apply(best), evaluator.budget()) < 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object unique(Object value, Args args, Evaluator evaluator) {
        var key = key(args.get(1, "attribute", None.NONE), args.truth(0, "case_sensitive", false), evaluator);
        var seen = new java.util.HashSet<Object>();
        return new ArrayList<>(Values.items(value).stream().filter(item -> seen.add(Values.key(key.apply(item)))).toList());
    }

    private static Object sort(Object value, Args args, Evaluator evaluator) {
        var key = key(args.get(2, "attribute", None.NONE), args.truth(1, "case_sensitive", false), evaluator);
        Comparator<Object> order = (a, b) -> Values.compare(key.apply(a), key.apply(b), evaluator.budget());
        var sorted = new ArrayList<>(Values.items(value));
        sorted.sort(args.truth(0, "reverse", false) ? Collections.reverseOrder(order) : order);
        return sorted;
    }

    private static Object dictSort(Object value, Args args, Evaluator evaluator) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new JinjaException("dictsort wants a mapping, found " + Values.type(value));
        }
        var by = "value".equals(args.text(1, "by", "key")) ? 1L : 0L;
        return sort(Methods.items(map), new Args(List.of(args.get(2, "reverse", false), args.get(0, "case_sensitive", false), by), Map.of()), evaluator);
    }

    private static Object map(Object value, Args args, Evaluator evaluator) {
        var attribute = args.named().get("attribute");
        var out = new ArrayList<Object>();
        for (var item : Values.items(value)) {
            if (attribute != null) {
                var found = path(item, attribute, evaluator);
                out.add(found instanceof Undefined ? args.named().getOrDefault("default", found) : found);
            } else {
                out.add(evaluator.filter(Values.string(args.need(0, "filter")), item, args.from(1)));
            }
        }
        return out;
    }

    private static Object select(Object value, Args args, Evaluator evaluator, boolean byAttribute, boolean wanted) {
        var testAt = byAttribute ? 1 : 0;
        var out = new ArrayList<Object>();
        for (var item : Values.items(value)) {
            var tested = byAttribute ? path(item, args.need(0, "attribute"), evaluator) : item;
            var holds = args.positional().size() > testAt
                    ? evaluator.test(Values.string(args.positional().get(testAt)), tested, args.from(testAt + 1))
                    : Values.truth(tested);
            if (holds == wanted) {
                out.add(item);
            }
        }
        return out;
    }

    private static Object batch(Object value, Args args, Evaluator evaluator) {
        var size = Math.clamp(args.integer(0, "linecount", 1), 1, Integer.MAX_VALUE);
        var items = Values.items(value);
        var out = new ArrayList<Object>();
        for (var from = 0; from < items.size(); from += size) {
            out.add(items.subList(from, Math.min(items.size(), from + size)));
        }
        return out;
    }

    private static Object groupBy(Object value, Args args, Evaluator evaluator) {
        var attribute = args.need(0, "attribute");
        var groups = new java.util.LinkedHashMap<Object, Object>();
        for (var item : Values.items(sort(value, new Args(List.of(false, false, attribute), Map.of()), evaluator))) {
            @SuppressWarnings("unchecked")
            var group = (List<Object>) groups.computeIfAbsent(Values.key(path(item, attribute, evaluator)), _ -> new ArrayList<Object>());
            group.add(item);
        }
        return Methods.items(groups);
    }
}
