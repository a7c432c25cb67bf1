package dev.atelier.engine.text.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code value is name(arguments)}. */
final class Tests {
    private Tests() {}

    static boolean holds(String name, Object value, Args args, Budget budget) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == None.NONE;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map<?, ?>;
            case "iterable" -> value instanceof String || value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Undefined;
            case "sequence" -> value instanceof String || value instanceof List<?> || value instanceof Map<?, ?> || value instanceof Undefined;
            case "number" -> Values.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "callable" -> value instanceof Callable;
            case "odd" -> Math.floorMod(Values.integer(value), 2) == 1;
            case "even" -> Math.floorMod(Values.integer(value), 2) == 0;
            case "divisibleby" -> Math.floorMod(Values.integer(value), Math.max(1, Values.integer(args.need(0, "num")))) == 0;
            case "equalto", "eq", "==" -> Operators.compare("==", value, args.need(0, "other"), budget);
            case "ne", "!=" -> Operators.compare("!=", value, args.need(0, "other"), budget);
            case "lt", "lessthan", "<" -> Operators.compare("<", value, args.need(0, "other"), budget);
            case "le", "<=" -> Operators.compare("<=", value, args.need(0, "other"), budget);
            case "gt", "greaterthan", ">" -> Operators.compare(">", value, args.need(0, "other"), budget);
            case "ge", ">=" -> Operators.compare(">=", value, args.need(0, "other"), budget);
            case "in" -> Values.contains(args.need(0, "seq"), value, budget);
            case "sameas" -> value.getClass() == args.need(0, "other").getClass() && Values.equal(value, args.need(0, "other"), budget);
            case "upper" -> Values.string(value).equals(Values.string(value).toUpperCase(Locale.ROOT));
            case "lower" -> Values.string(value).equals(Values.string(value).toLowerCase(Locale.ROOT));
            case "filter" -> Filters.find(Values.string(value)) != null;
            default -> throw new JinjaException("there is no test '" + name + "'");
        };
    }
}
