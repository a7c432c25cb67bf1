package dev.atelier.engine.text.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values as Python has them: String, Long, Double, Boolean, List, Map, {@link None}, {@link Undefined}, {@link Namespace}, {@link Callable}; their
 * truth, spelling, equality, order and iteration.
 */
final class Values {
    private static final int MAX_REPR = 1 << 24;
    private static final int MAX_ITERATED = 1 << 20;

    private Values() {}

    /** Plain Java data, null included, as template values. */
    static Object of(@Nullable Object java) {
        return switch (java) {
            case null -> None.NONE;
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Byte b -> b.longValue();
            case Float f -> f.doubleValue();
            case BigDecimal d -> d.doubleValue();
            case List<?> list -> list.stream().map(Values::of).collect(Collectors.toCollection(ArrayList::new));
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, value) -> copy.put(of(key), of(value)));
                yield copy;
            }
            case String s -> s;
            case Boolean b -> b;
            case Long l -> l;
            case Double d -> d;
            case Callable c -> c;
            case None none -> none;
            default -> java.toString();
        };
    }

    static boolean truth(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case String s -> !s.isEmpty();
            case Long l -> l != 0;
            case Double d -> d != 0;
            case List<?> l -> !l.isEmpty();
            case Map<?, ?> m -> !m.isEmpty();
            case None _, Undefined _ -> false;
            default -> true;
        };
    }

    /** {@code str(value)}. */
    static String string(Object value) {
        return switch (value) {
            case String s -> s;
            case Undefined _ -> "";
            default -> repr(value);
        };
    }

    /** {@code repr(value)}. */
    static String repr(Object value) {
        var out = new StringBuilder();
        repr(value, out);
        return out.toString();
    }

    private static void repr(Object value, StringBuilder out) {
        if (out.length() > MAX_REPR) {
            throw new JinjaException("a value is too large to print");
        }
        switch (value) {
            case String s -> out.append(quoted(s));
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(PyJson.number(d));
            case None _ -> out.append("None");
            case Undefined _ -> out.append("Undefined");
            case Namespace n -> repr(n.values(), out.append("<Namespace "));
            case Callable _ -> out.append("<function>");
            case List<?> l -> {
                var separator = "[";
                for (var item : l) {
                    repr(item, out.append(separator));
                    separator = ", ";
                }
                out.append(l.isEmpty() ? "[]" : "]");
            }
            case Map<?, ?> m -> {
                var separator = "{";
                for (var entry : m.entrySet()) {
                    repr(entry.getKey(), out.append(separator));
                    repr(entry.getValue(), out.append(": "));
                    separator = ", ";
                }
                out.append(m.isEmpty() ? "{}" : "}");
            }
            default -> out.append(value);
        }
    }

    private static String quoted(String text) {
        var quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? "\"" : "'";
        var escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r");
        return quote + escaped.replace(quote, "\\" + quote) + quote;
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static double number(Object value) {
        return switch (value) {
            case Long l -> l;
            case Double d -> d;
            case Boolean b -> b ? 1 : 0;
            default -> throw new JinjaException("wanted a number, found " + type(value));
        };
    }

    static long integer(Object value) {
        return switch (value) {
            case Long l -> l;
            case Boolean b -> b ? 1 : 0;
            default -> throw new JinjaException("wanted an integer, found " + type(value));
        };
    }

    /** Lists may share parts, so that what is small in memory takes for ever to compare: the budget bounds it. */
    static boolean equal(Object left, Object right, Budget budget) {
        budget.step();
        if (isNumber(left) && isNumber(right)) {
            return number(left) == number(right);
        }
        return switch (left) {
            case Undefined _ -> right instanceof Undefined;
            case List<?> a -> right instanceof List<?> b && a.size() == b.size() && allEqual(a, b, budget);
            case Map<?, ?> a -> right instanceof Map<?, ?> b
                    && a.size() == b.size()
                    && a.entrySet().stream().allMatch(e -> {
                        var other = b.get(e.getKey());
                        return other != null && equal(e.getValue(), other, budget);
                    });
            case String a -> {
                budget.work(a.length());
                yield a.equals(right);
            }
            default -> left.equals(right);
        };
    }

    private static boolean allEqual(List<?> a, List<?> b, Budget budget) {
        for (var i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i), budget)) {
                return false;
            }
        }
        return true;
    }

    static int compare(Object left, Object right, Budget budget) {
        budget.step();
        if (isNumber(left) && isNumber(right)) {
            return Double.compare(number(left), number(right));
        }
        if (left instanceof String a && right instanceof String b) {
            budget.work(Math.min(a.length(), b.length()));
            return a.compareTo(b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            for (var i = 0; i < Math.min(a.size(), b.size()); i++) {
                var order = compare(a.get(i), b.get(i), budget);
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw left instanceof Undefined u ? u.error() : new JinjaException("cannot order " + type(left) + " and " + type(right));
    }

    /** A mapping's key: a scalar, as in Python. */
    static Object key(Object value) {
        if (value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Namespace) {
            throw new JinjaException(type(value) + " cannot be a key");
        }
        return value;
    }

    static boolean contains(Object container, Object item, Budget budget) {
        return switch (container) {
            case String s -> {
                if (!(item instanceof String part)) {
                    throw new JinjaException("'in' a text wants a text, found " + type(item));
                }
                budget.search(s, part);
                yield s.contains(part);
            }
            case Map<?, ?> m -> m.containsKey(key(item));
            case Undefined _ -> false;
            default -> items(container).stream().anyMatch(i -> equal(i, item, budget));
        };
    }

    /** What a loop over the value visits. */
    @SuppressWarnings("unchecked")
    static List<Object> items(Object value) {
        return switch (value) {
            case List<?> list -> (List<Object>) list;
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String s -> {
                if (s.length() > MAX_ITERATED) {
                    throw new JinjaException("a text of " + s.length() + " characters is too long to go through one by one");
                }
                yield s.codePoints().mapToObj(Character::toString).collect(Collectors.toCollection(ArrayList::new));
            }
            case Undefined _ -> List.of();
            default -> throw new JinjaException(type(value) + " is not iterable");
        };
    }

    static long length(Object value) {
        return switch (value) {
            case String s -> s.codePointCount(0, s.length());
            case List<?> l -> l.size();
            case Map<?, ?> m -> m.size();
            case Undefined _ -> 0;
            default -> throw new JinjaException(type(value) + " has no length");
        };
    }

    static String type(Object value) {
        return switch (value) {
            case String _ -> "a text";
            case Boolean _ -> "a boolean";
            case Long _ -> "an integer";
            case Double _ -> "a float";
            case List<?> _ -> "a list";
            case Map<?, ?> _ -> "a mapping";
            case None _ -> "none";
            case Undefined u -> u.what() + " (undefined)";
            default -> "an object";
        };
    }
}
