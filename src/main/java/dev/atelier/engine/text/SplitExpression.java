package dev.atelier.engine.text;

import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a regular expression of a tokenizer may take for ever. The native library ends the process when one backtracks too long, so expressions with
 * repetitions within repetitions, and those with many in a row, are not let through. A rule of thumb: it refuses some that would end.
 */
final class SplitExpression {
    private static final int MAX_LENGTH = 20_000;
    private static final int MAX_REPETITIONS = 6;
    private static final int MAX_COUNT = 100;

    /** What one group, or the whole expression, has had so far. */
    private static final class Group {
        private int varying;
        private int here;
        private boolean alternatives;

        void alternative() {
            varying = Math.max(varying, here);
            here = 0;
            alternatives = true;
        }

        int most() {
            return Math.max(varying, here);
        }
    }

    private final String text;
    private int at;
    private boolean exact;

    private SplitExpression(String text) {
        this.text = text;
    }

    /** What is wrong with it; empty if nothing is. */
    static Optional<String> problem(String expression) {
        return expression.length() > MAX_LENGTH ? Optional.of(expression.length() + " characters") : new SplitExpression(expression).problem();
    }

    private Optional<String> problem() {
        var groups = new ArrayDeque<Group>();
        groups.push(new Group());
        while (at < text.length()) {
            Group closed = null;
            switch (text.charAt(at++)) {
                case '\\' -> escape();
                case '[' -> set();
                case '(' -> {
                    groups.push(new Group());
                    continue;
                }
                case '|' -> {
                    groups.element().alternative();
                    continue;
                }
                case ')' -> {
                    if (groups.size() == 1) {
                        return Optional.of("an unmatched parenthesis");
                    }
                    closed = groups.pop();
                }
                default -> {}
            }
            var problem = repetition(groups.element(), closed);
            if (problem.isPresent()) {
                return problem;
            }
            if (groups.element().here > MAX_REPETITIONS) {
                return Optional.of("more than " + MAX_REPETITIONS + " repetitions in a row");
            }
        }
        return Optional.empty();
    }

    /** What follows an item: nothing, or how often it may stand. A possessive repetition gives nothing back. */
    private Optional<String> repetition(Group group, @Nullable Group closed) {
        int inner = closed == null ? 0 : closed.most();
        exact = false;
        int count = count();
        if (count < 0 || count > 1) {
            if (closed != null && (closed.most() > 0 || closed.alternatives)) {
                return Optional.of("a repetition within a repetition");
            }
            if (count > MAX_COUNT) {
                return Optional.of(count + " repetitions");
            }
        }
        boolean repeated = count != 1 && !exact;
        boolean possessive = repeated && at < text.length() && text.charAt(at) == '+';
        if (repeated && at < text.length() && (possessive || text.charAt(at) == '?')) {
            at++;
        }
        group.here += inner + (repeated && !possessive ? 1 : 0);
        return Optional.empty();
    }

    /** The most times: -1 without end, 0 for an optional item, 1 for one that nothing follows. */
    private int count() {
        if (at == text.length()) {
            return 1;
        }
        switch (text.charAt(at)) {
            case '*', '+' -> {
                at++;
                return -1;
            }
            case '?' -> {
                at++;
                return 0;
            }
            case '{' -> {
                return braces();
            }
            default -> {
                return 1;
            }
        }
    }

    private int braces() {
        int end = text.indexOf('}', at);
        var inside = end < 0 ? "" : text.substring(at + 1, end);
        if (!inside.matches("\\d{0,6}(,\\d{0,6})?") || inside.isEmpty()) {
            return 1; // a brace that stands for itself
        }
        at = end + 1;
        var bounds = inside.split(",", -1);
        if (bounds[bounds.length - 1].isEmpty()) {
            return -1;
        }
        int most = Integer.parseInt(bounds[bounds.length - 1]);
        exact = bounds.length == 1;
        return Math.max(2, most);
    }

    private void escape() {
        if (at < text.length() && (text.charAt(at) == 'p' || text.charAt(at) == 'P' || text.charAt(at) == 'x') && at + 1 < text.length() && text.charAt(at + 1) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        } else {
            at = Math.min(text.length(), at + 1);
        }
    }

    private void set() {
        int depth = 1;
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == ']') {
            at++;
        }
        while (at < text.length() && depth > 0) {
            switch (text.charAt(at++)) {
                case '\\' -> escape();
                case '[' -> depth++;
                case ']' -> depth--;
                default -> {}
            }
        }
    }
}
