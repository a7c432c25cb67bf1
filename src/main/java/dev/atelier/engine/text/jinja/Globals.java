package dev.atelier.engine.text.jinja;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The functions every chat template sees. */
final class Globals {
    private static final Map<Character, String> STRFTIME = Map.ofEntries(
            Map.entry('d', "dd"), Map.entry('m', "MM"), Map.entry('Y', "yyyy"), Map.entry('y', "yy"), Map.entry('b', "MMM"), Map.entry('B', "MMMM"),
            Map.entry('a', "EEE"), Map.entry('A', "EEEE"), Map.entry('H', "HH"), Map.entry('I', "hh"), Map.entry('M', "mm"), Map.entry('S', "ss"),
            Map.entry('p', "a"), Map.entry('j', "DDD"), Map.entry('F', "yyyy-MM-dd"), Map.entry('T', "HH:mm:ss"));

    /** Jinja's sandbox has the same. */
    private static final int MAX_RANGE = 100_000;

    private Globals() {}

    static void define(Scope scope, LocalDateTime now, Budget budget) {
        scope.set("range", (Callable) args -> range(args, budget));
        scope.set("dict", (Callable) args -> {
            var map = new LinkedHashMap<Object, Object>();
            if (args.get(0, "", None.NONE) instanceof Map<?, ?> source) {
                map.putAll(source);
            }
            map.putAll(args.named());
            return map;
        });
        scope.set("namespace", (Callable) args -> {
            var values = new HashMap<String, Object>();
            if (args.get(0, "", None.NONE) instanceof Map<?, ?> source) {
                source.forEach((key, value) -> values.put(Values.string(key), value));
            }
            values.putAll(args.named());
            return new Namespace(values);
        });
        scope.set("raise_exception", (Callable) args -> {
            throw new JinjaException(args.text(0, "message", ""), true);
        });
        scope.set("strftime_now", (Callable) args -> strftime(args.text(0, "format", ""), now));
    }

    private static Object range(Args args, Budget budget) {
        var one = args.positional().size() == 1;
        var from = one ? 0 : args.integer(0, "start", 0);
        var to = args.integer(one ? 0 : 1, "stop", 0);
        var step = args.integer(2, "step", 1);
        if (step == 0) {
            throw new JinjaException("range: the step is 0");
        }
        var count = Math.max(0, Math.ceil(((double) to - from) / step));
        if (count > MAX_RANGE) {
            throw new JinjaException("range: more than " + MAX_RANGE + " numbers");
        }
        budget.items((long) count);
        return LongStream.range(0, (long) count).<Object>mapToObj(i -> from + i * step).collect(Collectors.toCollection(ArrayList::new));
    }

    static String strftime(String format, LocalDateTime now) {
        var out = new StringBuilder();
        for (var i = 0; i < format.length(); i++) {
            var c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            var unpadded = format.charAt(i + 1) == '-' && i + 2 < format.length();
            i += unpadded ? 2 : 1;
            var pattern = STRFTIME.get(format.charAt(i));
            if (pattern == null) {
                out.append(format.charAt(i) == '%' ? "%" : format.substring(i - (unpadded ? 2 : 1), i + 1));
                continue;
            }
            try {
                var text = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
                out.append(unpadded ? text.replaceFirst("^0+(?=.)", "") : text);
            } catch (DateTimeException e) {
                throw new JinjaException("strftime_now: " + e.getMessage());
            }
        }
        return out.toString();
    }
}
