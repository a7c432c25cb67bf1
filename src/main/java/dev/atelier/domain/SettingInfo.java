package dev.atelier.domain;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One setting: its name in snake case, its Java type and what its {@link Setting} says. */
public record SettingInfo(String name, Type type, Setting about) {

    static SettingInfo of(RecordComponent component) {
        return new SettingInfo(Names.snakeCase(component.getName()), component.getGenericType(), component.getAnnotation(Setting.class));
    }

    public Object defaultValue() {
        return parse(about.value());
    }

    /** The values there are to choose from; empty when there are not a few. */
    public List<String> choices() {
        if (type == boolean.class) {
            return List.of("true", "false");
        }
        return type instanceof Class<?> c && c.isEnum()
                ? Arrays.stream(c.getEnumConstants()).map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT)).toList()
                : List.of();
    }

    /** What a value has to be: {@code a number above 0 and at most 1}. */
    public String wanted() {
        if (!choices().isEmpty()) {
            return String.join(" or ", choices());
        }
        if (type == String.class) {
            return about.form().isEmpty() ? "text" : about.form();
        }
        if (type instanceof ParameterizedType p) {
            return p.getRawType() == List.class ? "names with commas between" : "name=" + numberWanted(p.getActualTypeArguments()[1]) + ", with commas between";
        }
        return numberWanted(type);
    }

    private String numberWanted(Type number) {
        var limits = new ArrayList<String>();
        limit(limits, "from ", about.min());
        limit(limits, "above ", about.above());
        limit(limits, "to ", about.max());
        limit(limits, "below ", about.below());
        boolean whole = number == int.class || number == Integer.class || number == long.class;
        return (whole ? "a whole number" : "a number") + limits.stream().map(limit -> " " + limit).collect(Collectors.joining());
    }

    private static void limit(List<String> limits, String word, double value) {
        if (Double.isFinite(value)) {
            limits.add(word + BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());
        }
    }

    /** The value that {@code text} after {@code --set name=} stands for. */
    Object parse(String text) {
        String trimmed = text.strip();
        if (type instanceof ParameterizedType p && !trimmed.startsWith("{") && !trimmed.startsWith("[")) {
            List<String> items = trimmed.isEmpty() ? List.of() : Arrays.stream(trimmed.split(",")).map(String::strip).toList();
            return p.getRawType() == List.class ? items : map(items, p.getActualTypeArguments()[1]);
        }
        if (type instanceof ParameterizedType) {
            return value(Json.parse(trimmed, name));
        }
        return scalar(type, trimmed);
    }

    private Map<String, Object> map(List<String> items, Type valueType) {
        var out = new LinkedHashMap<String, Object>();
        for (String item : items) {
            int equals = item.lastIndexOf('=');
            if (equals < 1) {
                throw mistake(item);
            }
            out.put(item.substring(0, equals), scalar(valueType, item.substring(equals + 1)));
        }
        return out;
    }

    /** The value that a JSON value stands for. */
    Object value(JsonNode node) {
        if (type instanceof ParameterizedType p && p.getRawType() == Map.class && node.isObject()) {
            var out = new LinkedHashMap<String, Object>();
            node.properties().forEach(entry -> out.put(entry.getKey(), scalar(p.getActualTypeArguments()[1], entry.getValue().asText())));
            return out;
        }
        if (type instanceof ParameterizedType p && p.getRawType() == List.class && node.isArray()) {
            return node.valueStream().map(JsonNode::asText).toList();
        }
        if (!node.isValueNode() || node.isNull()) {
            throw mistake(node.toString());
        }
        return parse(node.asText());
    }

    JsonNode json(Object value) {
        return Json.MAPPER.valueToTree(value instanceof Enum<?> e ? e.name().toLowerCase(Locale.ROOT) : value);
    }

    private Object scalar(Type scalarType, String text) {
        if (scalarType == String.class) {
            if (!about.pattern().isEmpty() && !text.matches(about.pattern())) {
                throw mistake(text);
            }
            return text;
        }
        if (!(scalarType instanceof Class<?> c)) {
            throw new IllegalStateException(name + ": no text form for " + scalarType);
        }
        if (c == boolean.class) {
            if (!choices().contains(text.toLowerCase(Locale.ROOT))) {
                throw mistake(text);
            }
            return Boolean.valueOf(text);
        }
        if (c.isEnum()) {
            return Arrays.stream(c.getEnumConstants()).filter(constant -> called((Enum<?>) constant, text)).findFirst().orElseThrow(() -> mistake(text));
        }
        return number(c, text);
    }

    /** By its name, or one it had in files of earlier versions. */
    private static boolean called(Enum<?> constant, String text) {
        try {
            JsonAlias earlier = constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonAlias.class);
            return constant.name().equalsIgnoreCase(text) || earlier != null && List.of(earlier.value()).contains(text.toLowerCase(Locale.ROOT));
        } catch (NoSuchFieldException e) {
            throw new LinkageError(constant.name(), e);
        }
    }

    private Object number(Class<?> numberType, String text) {
        try {
            if (numberType == double.class || numberType == Double.class) {
                double value = Double.parseDouble(text);
                return checked(value, value, text);
            }
            long value = new BigDecimal(text).longValueExact();
            checked((double) value, value, text);
            return numberType == long.class ? (Object) value : (Object) Math.toIntExact(value);
        } catch (NumberFormatException | ArithmeticException e) {
            UserError mistake = mistake(text);
            mistake.initCause(e);
            throw mistake;
        }
    }

    private Object checked(double value, Object boxed, String text) {
        if (value >= about.min() && value > about.above() && value <= about.max() && value < about.below()) {
            return boxed;
        }
        throw mistake(text);
    }

    private UserError mistake(String found) {
        return UserError.of(name + ": wanted " + wanted(), "\"" + found + "\"", "the default is \"" + about.value() + "\"");
    }
}
