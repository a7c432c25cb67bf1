package dev.atelier.engine.text.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code %} formatting and the plain part of {@code str.format}. */
final class PyFormat {
    private static final Pattern PERCENT = Pattern.compile("%(?:\\((\\w+)\\))?([-0]?)(\\d{0,4})(?:\\.(\\d{1,3}))?([sdifr%])");
    private static final Pattern BRACES = Pattern.compile("\\{\\{|\\}\\}|\\{(\\w*)\\}");

    private PyFormat() {}

    static String percent(String format, Object arguments, Budget budget) {
        var positional = arguments instanceof List<?> list ? list : List.of(arguments);
        var next = new int[1];
        return PERCENT.matcher(format).replaceAll(match -> {
            if ("%".equals(match.group(5))) {
                return "%";
            }
            Object value = match.group(1) != null && arguments instanceof Map<?, ?> map
                    ? map.get(match.group(1))
                    : next[0] < positional.size() ? positional.get(next[0]++) : null;
            if (value == null) {
                throw new JinjaException("not enough arguments for the format '" + format + "'");
            }
            var text = switch (match.group(5)) {
                case "s" -> Values.string(value);
                case "r" -> Values.repr(value);
                case "f" -> String.format(Locale.ROOT, "%." + (match.group(4) == null ? "6" : match.group(4)) + "f", Values.number(value));
                default -> Long.toString((long) Values.number(value));
            };
            var width = match.group(3).isEmpty() ? 0 : Integer.parseInt(match.group(3));
            var fill = Math.max(0, width - text.length());
            budget.size(text.length() + (long) fill);
            var padded = switch (match.group(2)) {
                case "-" -> text + " ".repeat(fill);
                case "0" -> "0".repeat(fill) + text;
                default -> " ".repeat(fill) + text;
            };
            return Matcher.quoteReplacement(padded);
        });
    }

    static String braces(String format, Args args, Budget budget) {
        var next = new int[1];
        var out = BRACES.matcher(format).replaceAll(match -> {
            var field = match.group(1);
            if (field == null) {
                return match.group().substring(1);
            }
            var index = field.isEmpty() ? next[0]++ : Character.isDigit(field.charAt(0)) ? Integer.parseInt(field) : Integer.MAX_VALUE;
            var text = Values.string(args.need(index, field));
            budget.size(text.length());
            return Matcher.quoteReplacement(text);
        });
        budget.size(out.length());
        return out;
    }
}
