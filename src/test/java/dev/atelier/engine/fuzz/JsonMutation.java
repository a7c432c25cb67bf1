package dev.atelier.engine.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Ways to spoil JSON that is still text: other values, keys twice or exchanged, numbers without end, depth without end. */
enum JsonMutation {
    VALUE {
        @Override
        String apply(String json, RandomGenerator random) {
            return replaced(json, VALUES, random, wild(random));
        }
    },
    KEY_TWICE {
        @Override
        String apply(String json, RandomGenerator random) {
            List<MatchResult> keys = all(KEYS, json);
            return keys.size() < 2 ? json : replaced(json, KEYS, random, keys.get(random.nextInt(keys.size())).group());
        }
    },
    KEY_GONE {
        @Override
        String apply(String json, RandomGenerator random) {
            return replaced(json, KEYS, random, "\"another\":");
        }
    },
    WITHIN_NUMBER {
        @Override
        String apply(String json, RandomGenerator random) {
            return replaced(json, NUMBERS, random, NUMBER[random.nextInt(NUMBER.length)]);
        }
    },
    DEEP {
        @Override
        String apply(String json, RandomGenerator random) {
            int depth = random.nextInt(4) == 0 ? 200_000 : random.nextInt(1, 1200);
            boolean list = random.nextBoolean();
            boolean closed = random.nextBoolean();
            return replaced(json, VALUES, random, (list ? "[" : "{\"a\":").repeat(depth) + "1" + (list ? "]" : "}").repeat(closed ? depth : 0));
        }
    },
    LONG_TEXT {
        @Override
        String apply(String json, RandomGenerator random) {
            return replaced(json, VALUES, random, "\"" + "\\u000a\\\\Aé\uD83D\uDE00".repeat(random.nextInt(1, 20_000)) + "\"");
        }
    },
    MANY {
        @Override
        String apply(String json, RandomGenerator random) {
            String one = wild(random) + ",";
            return replaced(json, VALUES, random, "[" + one.repeat(random.nextInt(1, 2 + 200_000 / one.length())) + "0]");
        }
    };

    private static final Pattern KEYS = Pattern.compile("\"[^\"\\\\]{0,100}\"\\s*:");
    private static final Pattern VALUES = Pattern.compile("(?<=[:\\[,])\\s*(\"(\\\\.|[^\"\\\\]){0,300}\"(?!\\s*:)|-?\\d[\\d.eE+-]*|true|false|null|\\{}|\\[])");
    private static final Pattern NUMBERS = Pattern.compile("-?\\d[\\d.eE+-]*");
    private static final String[] NUMBER = {"-1", "0", "1e308", "1e99999", "-1e400", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "1.5", "0.0", "1e-400", "16777216", "65536", "9".repeat(900), "9".repeat(5000), "1e2147483647"};
    private static final String[] VALUE_TEXT = {"null", "true", "[]", "{}", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "\"../../x\"", "[[]]", "[null]", "{\"a\":1}", "\"(a+)+$\"", "\"F8_E4M3\"",
        "\"NaN\"", "[0,0]", "\"{% for x in range(9) %}{{ x }}{% endfor %}\""};

    abstract String apply(String json, RandomGenerator random);

    private static String wild(RandomGenerator random) {
        return random.nextBoolean() ? NUMBER[random.nextInt(NUMBER.length)] : VALUE_TEXT[random.nextInt(VALUE_TEXT.length)];
    }

    private static String replaced(String json, Pattern what, RandomGenerator random, String with) {
        List<MatchResult> found = all(what, json);
        if (found.isEmpty()) {
            return json;
        }
        MatchResult one = found.get(random.nextInt(found.size()));
        return json.substring(0, one.start()) + with + json.substring(one.end());
    }

    private static List<MatchResult> all(Pattern what, String json) {
        var found = new ArrayList<MatchResult>();
        what.matcher(json).results().forEach(found::add);
        return found;
    }

    /** The same on bytes in UTF-8. */
    byte[] apply(byte[] json, RandomGenerator random) {
        return apply(new String(json, StandardCharsets.UTF_8), random).getBytes(StandardCharsets.UTF_8);
    }
}
