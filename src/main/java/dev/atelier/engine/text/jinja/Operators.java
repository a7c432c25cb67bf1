package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic, concatenation and comparison, as Python does them. */
final class Operators {
    private Operators() {}

    static Object binary(String operator, Object left, Object right, Budget budget) {
        if ("~".equals(operator)) {
            return concat(Values.string(left), Values.string(right), budget);
        }
        for (var operand : List.of(left, right)) {
            if (operand instanceof Undefined undefined) {
                throw undefined.error();
            }
        }
        return switch (operator) {
            case "+" -> add(left, right, budget);
            case "*" -> multiply(left, right, budget);
            case "%" -> left instanceof String format ? PyFormat.percent(format, right, budget) : arithmetic(operator, left, right);
            default -> arithmetic(operator, left, right);
        };
    }

    private static Object add(Object left, Object right, Budget budget) {
        if (left instanceof String a && right instanceof String b) {
            return concat(a, b, budget);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            budget.items(a.size() + (long) b.size());
            var sum = new ArrayList<Object>(a);
            sum.addAll(b);
            return sum;
        }
        return arithmetic("+", left, right);
    }

    private static String concat(String left, String right, Budget budget) {
        budget.size(left.length() + (long) right.length());
        return left + right;
    }

    private static Object multiply(Object left, Object right, Budget budget) {
        if (left instanceof String text && right instanceof Long times) {
            return repeat(text, times, budget);
        }
        if (left instanceof Long times && right instanceof String text) {
            return repeat(text, times, budget);
        }
        return arithmetic("*", left, right);
    }

    private static String repeat(String text, long times, Budget budget) {
        var count = Math.max(0, Math.min(times, Integer.MAX_VALUE));
        budget.size(text.length() * count);
        return text.repeat((int) count);
    }

    private static Object arithmetic(String operator, Object left, Object right) {
        if (!Values.isNumber(left) || !Values.isNumber(right)) {
            throw new JinjaException("'" + operator + "' between " + Values.type(left) + " and " + Values.type(right));
        }
        var whole = !(left instanceof Double) && !(right instanceof Double) && !"/".equals(operator);
        try {
            return whole ? integers(operator, Values.integer(left), Values.integer(right)) : floats(operator, Values.number(left), Values.number(right));
        } catch (ArithmeticException e) {
            throw new JinjaException("'" + operator + "': " + e.getMessage());
        }
    }

    private static Object integers(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            default -> b < 0 ? (Object) Math.pow((double) a, (double) b) : (Object) Math.powExact(a, Math.toIntExact(b));
        };
    }

    private static Object floats(String operator, double a, double b) {
        if (b == 0 && (operator.startsWith("/") || "%".equals(operator))) {
            throw new ArithmeticException("division by zero");
        }
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            default -> Math.pow(a, b);
        };
    }

    static boolean compare(String operator, Object left, Object right, Budget budget) {
        return switch (operator) {
            case "==" -> Values.equal(left, right, budget);
            case "!=" -> !Values.equal(left, right, budget);
            case "in" -> Values.contains(right, left, budget);
            case "not in" -> !Values.contains(right, left, budget);
            case "<" -> Values.compare(left, right, budget) < 0;
            case "<=" -> Values.compare(left, right, budget) <= 0;
            case ">" -> Values.compare(left, right, budget) > 0;
            default -> Values.compare(left, right, budget) >= 0;
        };
    }
}
