package dev.atelier.engine.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code json.dumps(value, ensure_ascii=False, indent=..., separators=..., sort_keys=...)}: what transformers' {@code tojson} prints. */
record PyJson(int indent, String itemSeparator, String keySeparator, boolean sortKeys) {
    /** No indent: everything on one line. */
    static final int FLAT = -1;

    String dump(Object value, Budget budget) {
        var out = new StringBuilder();
        write(value, 0, out, budget);
        return out.toString();
    }

    private void write(Object value, int depth, StringBuilder out, Budget budget) {
        budget.step();
        budget.enter();
        switch (value) {
            case String s -> quote(s, out);
            case Long l -> out.append(l);
            case Double d -> out.append(number(d));
            case Boolean b -> out.append(b);
            case None _ -> out.append("null");
            case List<?> list -> {
                out.append('[');
                var first = true;
                for (var item : list) {
                    separate(first, depth + 1, out);
                    write(item, depth + 1, out, budget);
                    first = false;
                }
                close(list.isEmpty(), depth, out).append(']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                var first = true;
                for (var entry : (sortKeys ? new TreeMap<Object, Object>(map) : map).entrySet()) {
                    separate(first, depth + 1, out);
                    quote(Values.string(entry.getKey()), out);
                    out.append(keySeparator);
                    write(entry.getValue(), depth + 1, out, budget);
                    first = false;
                }
                close(map.isEmpty(), depth, out).append('}');
            }
            default -> throw new JinjaException("tojson: " + Values.type(value) + " is not JSON");
        }
        budget.leave();
    }

    private void separate(boolean first, int depth, StringBuilder out) {
        if (!first) {
            out.append(itemSeparator);
        }
        newline(depth, out);
    }

    private StringBuilder close(boolean empty, int depth, StringBuilder out) {
        if (!empty) {
            newline(depth, out);
        }
        return out;
    }

    private void newline(int depth, StringBuilder out) {
        if (indent != FLAT) {
            out.append('\n').repeat(" ", indent * depth);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** {@code repr(float)}: shortest digits, an exponent below 1e-4 and from 1e16 on. */
    static String number(double d) {
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            return Double.isNaN(d) ? "nan" : d > 0 ? "inf" : "-inf";
        }
        var magnitude = Math.abs(d);
        var decimal = new java.math.BigDecimal(Double.toString(d)).stripTrailingZeros();
        if (d == 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
            var plain = decimal.toPlainString();
            return (d == 0 && 1 / d < 0 ? "-" : "") + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
        }
        var digits = decimal.unscaledValue().abs().toString();
        var exponent = digits.length() - 1 - decimal.scale();
        return (d < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
