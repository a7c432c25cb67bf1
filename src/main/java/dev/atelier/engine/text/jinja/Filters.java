package dev.atelier.engine.text.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters of one value; those over sequences are in {@link SequenceFilters}. */
final class Filters {
    @FunctionalInterface
    interface Filter {
        Object apply(Object input, Args args, Evaluator evaluator);
    }

    private Filters() {}

    static @Nullable Filter find(String name) {
        return switch (name) {
            case "trim" -> (value, args, _) -> TextMethods.strip(Values.string(value), args, true, true);
            case "upper" -> (value, _, _) -> Values.string(value).toUpperCase(Locale.ROOT);
            case "lower" -> (value, _, _) -> Values.string(value).toLowerCase(Locale.ROOT);
            case "capitalize" -> (value, _, _) -> TextMethods.capitalize(Values.string(value));
            case "title" -> (value, _, _) -> TextMethods.title(Values.string(value));
            case "replace" -> (value, args, e) -> TextMethods.replace(
                    Values.string(value), Values.string(args.need(0, "old")), Values.string(args.need(1, "new")), args.integer(2, "count", -1), e.budget());
            case "center" -> (value, args, e) -> TextMethods.pad(Values.string(value), "center", args, e.budget());
            case "indent" -> Filters::indent;
            case "wordcount" -> (value, _, _) -> Values.string(value).split("\\W+").length + 0L;
            case "format" -> (value, args, e) -> PyFormat.percent(
                    Values.string(value), args.positional().isEmpty() ? args.named() : args.positional(), e.budget());
            case "tojson" -> Filters::toJson;
            case "string" -> (value, _, _) -> Values.string(value);
            case "safe" -> (value, _, _) -> value;
            case "escape", "e", "forceescape" -> (value, _, _) -> escape(Values.string(value));
            case "int" -> (value, args, _) -> toInt(value, args);
            case "float" -> (value, args, _) -> toFloat(value, args);
            case "abs" -> (value, _, _) -> value instanceof Double d ? (Object) Math.abs(d) : (Object) Math.absExact(Values.integer(value));
            case "round" -> Filters::round;
            case "default", "d" -> Filters::orDefault;
            case "length", "count" -> (value, _, _) -> Values.length(value);
            case "items" -> (value, _, _) -> switch (value) {
                case Map<?, ?> map -> Methods.items(map);
                case Undefined _ -> List.of();
                default -> throw new JinjaException("items wants a mapping, found " + Values.type(value));
            };
            case "attr" -> (value, args, e) -> Access.attribute(value, args.text(0, "name", ""), e.budget());
            default -> SequenceFilters.find(name);
        };
    }

    private static Object orDefault(Object value, Args args, Evaluator evaluator) {
        var missing = value instanceof Undefined || (args.truth(1, "boolean", false) && !Values.truth(value));
        return missing ? args.get(0, "default_value", "") : value;
    }

    private static Object toJson(Object value, Args args, Evaluator evaluator) {
        var indent = args.get(0, "indent", None.NONE);
        var flat = indent == None.NONE;
        var item = flat ? ", " : ",";
        var key = ": ";
        if (args.named().get("separators") instanceof List<?> pair && pair.size() == 2) {
            item = Values.string(pair.get(0));
            key = Values.string(pair.get(1));
        }
        var width = flat ? PyJson.FLAT : Math.clamp(Values.integer(indent), 0, 64);
        var text = new PyJson(width, item, key, args.truth(4, "sort_keys", false)).dump(value, evaluator.budget());
        evaluator.budget().size(text.length());
        return text;
    }

    private static Object indent(Object value, Args args, Evaluator evaluator) {
        var width = args.get(0, "width", 4L);
        var by = width instanceof String text ? text : " ".repeat(Math.clamp(Values.integer(width), 0, 1000));
        var lines = Values.string(value).split("\n", -1);
        var out = new StringBuilder();
        for (var i = 0; i < lines.length; i++) {
            var indented = i == 0 ? args.truth(1, "first", false) : args.truth(2, "blank", false) || !lines[i].isEmpty();
            evaluator.budget().size(lines[i].length() + (long) by.length());
            out.append(i == 0 ? "" : "\n").append(indented ? by : "").append(lines[i]);
        }
        return out.toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;").replace("\"", "&#34;");
    }

    private static Object toInt(Object value, Args args) {
        try {
            return switch (value) {
                case String s -> (long) Double.parseDouble(s.strip());
                case Double d -> d.longValue();
                case Long _, Boolean _ -> Values.integer(value);
                default -> args.get(0, "default", 0L);
            };
        } catch (NumberFormatException e) {
            return args.get(0, "default", 0L);
        }
    }

    private static Object toFloat(Object value, Args args) {
        try {
            return value instanceof String s ? (Object) Double.parseDouble(s.strip()) : Values.isNumber(value) ? Values.number(value) : args.get(0, "default", 0.0);
        } catch (NumberFormatException e) {
            return args.get(0, "default", 0.0);
        }
    }

    private static Object round(Object value, Args args, Evaluator evaluator) {
        var scale = Math.pow(10, (double) args.integer(0, "precision", 0));
        var scaled = Values.number(value) * scale;
        return switch (args.text(1, "method", "common")) {
            case "ceil" -> Math.ceil(scaled) / scale;
            case "floor" -> Math.floor(scaled) / scale;
            default -> Math.rint(scaled) / scale;
        };
    }
}
