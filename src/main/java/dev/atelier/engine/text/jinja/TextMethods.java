package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Methods of Python's str. */
final class TextMethods {
    private TextMethods() {}

    static @Nullable Callable find(String text, String name, Budget budget) {
        return switch (name) {
            case "strip" -> args -> strip(text, args, true, true);
            case "lstrip" -> args -> strip(text, args, true, false);
            case "rstrip" -> args -> strip(text, args, false, true);
            case "split" -> args -> split(text, args, budget);
            case "rsplit" -> args -> rsplit(text, args, budget);
            case "splitlines" -> _ -> new ArrayList<Object>(text.lines().toList());
            case "partition" -> args -> partition(text, Values.string(args.need(0, "sep")), false, budget);
            case "rpartition" -> args -> partition(text, Values.string(args.need(0, "sep")), true, budget);
            case "startswith" -> args -> anyOf(args.need(0, "prefix"), text::startsWith);
            case "endswith" -> args -> anyOf(args.need(0, "suffix"), text::endsWith);
            case "removeprefix" -> args -> {
                var prefix = Values.string(args.need(0, "prefix"));
                return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            };
            case "removesuffix" -> args -> {
                var suffix = Values.string(args.need(0, "suffix"));
                return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            };
            case "replace" -> args -> replace(text, Values.string(args.need(0, "old")), Values.string(args.need(1, "new")), args.integer(2, "count", -1), budget);
            case "join" -> args -> join(text, Values.items(args.need(0, "iterable")), budget);
            case "format" -> args -> PyFormat.braces(text, args, budget);
            case "find" -> args -> {
                var part = Values.string(args.need(0, "sub"));
                budget.search(text, part);
                return (long) points(text, text.indexOf(part));
            };
            case "rfind" -> args -> {
                var part = Values.string(args.need(0, "sub"));
                budget.search(text, part);
                return (long) points(text, text.lastIndexOf(part));
            };
            case "count" -> args -> (long) occurrences(text, Values.string(args.need(0, "sub")), budget);
            case "upper" -> _ -> text.toUpperCase(Locale.ROOT);
            case "lower", "casefold" -> _ -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> _ -> capitalize(text);
            case "title" -> _ -> title(text);
            case "isdigit", "isnumeric", "isdecimal" -> _ -> all(text, Character::isDigit);
            case "isalpha" -> _ -> all(text, Character::isLetter);
            case "isalnum" -> _ -> all(text, Character::isLetterOrDigit);
            case "isspace" -> _ -> all(text, Character::isWhitespace);
            case "isupper" -> _ -> !text.equals(text.toLowerCase(Locale.ROOT)) && text.equals(text.toUpperCase(Locale.ROOT));
            case "islower" -> _ -> !text.equals(text.toUpperCase(Locale.ROOT)) && text.equals(text.toLowerCase(Locale.ROOT));
            case "ljust", "rjust", "center", "zfill" -> args -> pad(text, name, args, budget);
            default -> null;
        };
    }

    static String strip(String text, Args args, boolean left, boolean right) {
        IntPredicate stripped = args.get(0, "chars", None.NONE) instanceof String chars
                ? c -> chars.indexOf(c) >= 0
                : TextMethods::isSpace;
        var from = 0;
        var to = text.length();
        while (left && from < to && stripped.test(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (right && from < to && stripped.test(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    /** Python's str.isspace also takes no-break spaces and the C1 separators. */
    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static List<Object> split(String text, Args args, Budget budget) {
        budget.size(text.length());
        var limit = args.integer(1, "maxsplit", -1);
        var parts = new ArrayList<Object>();
        if (!(args.get(0, "sep", None.NONE) instanceof String separator)) {
            int at = spaces(text, 0);
            while (at < text.length()) {
                int end = at;
                while (end < text.length() && (parts.size() == limit || !isSpace(text.charAt(end)))) {
                    end++;
                }
                parts.add(parts.size() == limit ? text.substring(at).stripTrailing() : text.substring(at, end));
                budget.items(1);
                at = spaces(text, end);
            }
            return parts;
        }
        notEmpty(separator);
        budget.search(text, separator);
        var from = 0;
        for (var at = text.indexOf(separator); at >= 0 && parts.size() != limit; at = text.indexOf(separator, from)) {
            budget.items(1);
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static int spaces(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static List<Object> rsplit(String text, Args args, Budget budget) {
        if (!(args.get(0, "sep", None.NONE) instanceof String separator) || args.integer(1, "maxsplit", -1) < 0) {
            return split(text, args, budget);
        }
        notEmpty(separator);
        budget.search(text, separator);
        var parts = new ArrayList<Object>();
        var to = text.length();
        for (var at = text.lastIndexOf(separator); at >= 0 && parts.size() < args.integer(1, "maxsplit", -1); at = text.lastIndexOf(separator, at - separator.length())) {
            budget.items(1);
            parts.add(text.substring(at + separator.length(), to));
            to = at;
        }
        parts.add(text.substring(0, to));
        Collections.reverse(parts);
        return parts;
    }

    private static List<Object> partition(String text, String separator, boolean last, Budget budget) {
        notEmpty(separator);
        budget.search(text, separator);
        var at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return last ? List.of("", "", text) : List.of(text, "", "");
        }
        return List.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static void notEmpty(String separator) {
        if (separator.isEmpty()) {
            throw new JinjaException("the separator is empty");
        }
    }

    private static Boolean anyOf(Object affixes, java.util.function.Predicate<String> test) {
        return affixes instanceof List<?> list
                ? list.stream().map(Values::string).anyMatch(test)
                : test.test(Values.string(affixes));
    }

    static String replace(String text, String old, String with, long count, Budget budget) {
        var times = old.isEmpty() ? text.length() + 1L : occurrences(text, old, budget);
        budget.size(text.length() + times * Math.max(0, with.length() - old.length()));
        if (count < 0) {
            return text.replace(old, with);
        }
        var out = new StringBuilder();
        var from = 0;
        var at = text.indexOf(old);
        for (var i = 0L; i < count && at >= 0 && !old.isEmpty(); i++) {
            out.append(text, from, at).append(with);
            from = at + old.length();
            at = text.indexOf(old, from);
        }
        return out.append(text.substring(from)).toString();
    }

    static String join(String separator, List<Object> items, Budget budget) {
        var out = new StringBuilder();
        for (var i = 0; i < items.size(); i++) {
            var item = Values.string(items.get(i));
            budget.size(item.length() + (long) separator.length());
            out.append(i == 0 ? "" : separator).append(item);
        }
        return out.toString();
    }

    private static int occurrences(String text, String part, Budget budget) {
        budget.search(text, part);
        var count = 0;
        for (var at = text.indexOf(part); at >= 0 && !part.isEmpty(); at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static int points(String text, int unit) {
        return unit < 0 ? unit : text.codePointCount(0, unit);
    }

    static String capitalize(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        var out = new StringBuilder();
        var inWord = false;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            out.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    private static Boolean all(String text, IntPredicate kind) {
        return !text.isEmpty() && text.codePoints().allMatch(kind);
    }

    static String pad(String text, String how, Args args, Budget budget) {
        var width = args.integer(0, "width", 80);
        budget.size(Math.max(width, text.length()));
        var fill = (int) Math.max(0, width - text.length());
        var with = "zfill".equals(how) ? "0" : args.text(1, "fillchar", " ");
        return switch (how) {
            case "ljust" -> text + with.repeat(fill);
            case "center" -> with.repeat(fill / 2) + text + with.repeat(fill - fill / 2);
            default -> with.repeat(fill) + text;
        };
    }
}
