package dev.atelier.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a program judges a model's answer: the {@code check} field of a held-out row. White space at the ends of the answer never counts.
 *
 * <pre>
 *   {"type": "equals", "value": "positive"}                 the answer is this text
 *   {"type": "contains_all", "values": ["9:30", "18:45"]}   it holds each of these, in whatever case
 *   {"type": "lines", "lines": ["FROM node:20", "..."]}     its non-empty lines, trimmed, are these
 * </pre>
 */
public sealed interface Check {
    record Equals(String value) implements Check {
        @Override
        public boolean judge(String answer) {
            return answer.strip().equals(value.strip());
        }

        @Override
        public Map<String, Object> json() {
            return ordered("equals", "value", value);
        }
    }

    record ContainsAll(List<String> values) implements Check {
        @Override
        public boolean judge(String answer) {
            var lower = answer.toLowerCase(Locale.ROOT);
            return values.stream().allMatch(value -> lower.contains(value.strip().toLowerCase(Locale.ROOT)));
        }

        @Override
        public Map<String, Object> json() {
            return ordered("contains_all", "values", values);
        }
    }

    record Lines(List<String> lines) implements Check {
        @Override
        public boolean judge(String answer) {
            return trimmed(answer.lines().toList()).equals(trimmed(lines));
        }

        private static List<String> trimmed(List<String> lines) {
            return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
        }

        @Override
        public Map<String, Object> json() {
            return ordered("lines", "lines", lines);
        }
    }

    /** True if the answer is right. */
    boolean judge(String answer);

    /** The field as it is written. */
    Map<String, Object> json();

    /** Reads a {@code check} field, or a {@link UserError} that names {@code where}. */
    static Check of(JsonNode node, String where) {
        var type = node.path("type").asText("");
        return switch (type) {
            case "equals" -> new Equals(text(node, "value", where));
            case "contains_all" -> new ContainsAll(texts(node, "values", where));
            case "lines" -> new Lines(texts(node, "lines", where));
            default -> throw new UserError(where + ": wanted a check of type equals, contains_all or lines, found \"" + type + "\": name one of them");
        };
    }

    private static String text(JsonNode node, String key, String where) {
        if (!node.path(key).isTextual()) {
            throw new UserError(where + ": wanted a text \"" + key + "\" in the check, found " + node + ": add it");
        }
        return node.path(key).asText();
    }

    private static List<String> texts(JsonNode node, String key, String where) {
        var texts = new ArrayList<String>();
        for (var value : node.path(key)) {
            texts.add(value.asText());
        }
        if (texts.isEmpty()) {
            throw new UserError(where + ": wanted a list \"" + key + "\" in the check, found " + node + ": add it");
        }
        return List.copyOf(texts);
    }

    private static Map<String, Object> ordered(String type, String key, Object value) {
        var map = new LinkedHashMap<String, Object>();
        map.put("type", type);
        map.put(key, value);
        return map;
    }
}
