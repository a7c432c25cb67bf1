package dev.atelier.starter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One alternative of a {@link Grammar} rule, cut into text and slots. */
record Template(List<Part> parts) {
    private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");
    private static final Pattern FIELD = Pattern.compile("(\\w+)\\.(\\d)");

    sealed interface Part {}

    record Text(String text) implements Part {}

    record Range(int low, int high) implements Part {}

    /**
     * @param name     what a slot without = names: a variable or a rule
     * @param variable the variable it reads or binds; null if it can only be a rule
     * @param rule     the rule after =, empty if none
     * @param field    1-based field of the variable's value, 0 for all of it
     * @param others   variables whose values a binding must differ from
     */
    record Slot(
            String name, @Nullable String variable, String rule, int field, Others others, boolean upper, boolean silent, boolean indirect, boolean fresh)
            implements Part {}

    record Others(List<String> names) {
        boolean contains(String value, Map<String, String> bound) {
            return names.stream().anyMatch(name -> value.equals(bound.get(name)));
        }
    }

    static Template parse(String text) {
        var parts = new ArrayList<Part>();
        var at = 0;
        while (at < text.length()) {
            var open = text.indexOf('{', at);
            if (open < 0) {
                break;
            }
            if (open > at) {
                parts.add(new Text(text.substring(at, open)));
            }
            var close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalStateException("an open brace without its end in: " + text);
            }
            parts.add(slot(text.substring(open + 1, close)));
            at = close + 1;
        }
        if (at < text.length()) {
            parts.add(new Text(text.substring(at)));
        }
        return new Template(List.copyOf(parts));
    }

    private static Part slot(String text) {
        var range = RANGE.matcher(text);
        if (range.matches()) {
            return new Range(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
        }
        var rest = text;
        var upper = rest.startsWith("^");
        rest = upper ? rest.substring(1) : rest;
        var silent = rest.startsWith("!");
        rest = silent ? rest.substring(1) : rest;
        var equals = rest.indexOf('=');
        if (equals >= 0) {
            var pieces = rest.substring(equals + 1).split("/");
            var indirect = pieces[0].startsWith("@");
            var others = new Others(List.of(pieces).subList(1, pieces.length));
            var variable = rest.substring(0, equals);
            return new Slot(variable, variable, indirect ? pieces[0].substring(1) : pieces[0], 0, others, upper, silent, indirect, false);
        }
        var none = new Others(List.of());
        if (rest.startsWith("@")) {
            return new Slot(rest.substring(1), null, "", 0, none, upper, silent, true, false);
        }
        if (rest.endsWith("()")) {
            return new Slot(rest.substring(0, rest.length() - 2), null, "", 0, none, upper, silent, false, true);
        }
        var field = FIELD.matcher(rest);
        if (field.matches()) {
            return new Slot(rest, field.group(1), "", Integer.parseInt(field.group(2)), none, upper, silent, false, false);
        }
        return new Slot(rest, rest, "", 0, none, upper, silent, false, false);
    }
}
