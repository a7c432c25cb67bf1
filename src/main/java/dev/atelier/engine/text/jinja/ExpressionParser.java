package dev.atelier.engine.text.jinja;

import dev.atelier.engine.text.jinja.Expr.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Expressions by recursive descent, one method per level of precedence, loosest first, as Jinja's own parser has them. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and", "if", "is", "in", "not");

    private final Tokens tokens;
    private int depth;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /** One expression, or a tuple where commas follow. */
    Expr tuple() {
        var first = expression();
        if (!tokens.peek().isOperator(",")) {
            return first;
        }
        var items = new ArrayList<>(List.of(first));
        while (tokens.acceptOperator(",") && startsExpression()) {
            items.add(expression());
        }
        return new Expr.ListOf(items);
    }

    Expr expression() {
        if (++depth > Budget.MAX_DEPTH) {
            throw JinjaException.at(tokens.line(), "expressions nest too deeply");
        }
        var value = or();
        while (tokens.acceptName("if")) {
            var condition = or();
            value = new Expr.Conditional(condition, value, tokens.acceptName("else") ? expression() : null);
        }
        depth--;
        return value;
    }

    /** Without a trailing {@code if}: what a for statement iterates over. */
    Expr or() {
        var left = and();
        while (tokens.acceptName("or")) {
            left = new Expr.Or(left, and());
        }
        return left;
    }

    private Expr and() {
        var left = not();
        while (tokens.acceptName("and")) {
            left = new Expr.And(left, not());
        }
        return left;
    }

    private Expr not() {
        var negations = 0;
        while (tokens.acceptName("not")) {
            negations++;
        }
        var value = compare();
        return negations == 0 ? value : negations % 2 == 1 ? new Expr.Not(value) : new Expr.Not(new Expr.Not(value));
    }

    private Expr compare() {
        var line = tokens.line();
        var first = sum();
        var rest = new ArrayList<Map.Entry<String, Expr>>();
        while (true) {
            var token = tokens.peek();
            if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                tokens.next();
                rest.add(Map.entry(token.text(), sum()));
            } else if (tokens.acceptName("in")) {
                rest.add(Map.entry("in", sum()));
            } else if (token.isName("not") && tokens.peekAfter().isName("in")) {
                tokens.next();
                tokens.next();
                rest.add(Map.entry("not in", sum()));
            } else {
                return rest.isEmpty() ? first : new Expr.Compare(first, rest, line);
            }
        }
    }

    private Expr sum() {
        var left = concatenation();
        while (tokens.peek().isOperator("+") || tokens.peek().isOperator("-")) {
            var operator = tokens.next();
            left = new Expr.Binary(operator.text(), left, concatenation(), operator.line());
        }
        return left;
    }

    private Expr concatenation() {
        var left = product();
        while (tokens.peek().isOperator("~")) {
            left = new Expr.Binary("~", left, afterNext(), tokens.line());
        }
        return left;
    }

    private Expr afterNext() {
        tokens.next();
        return product();
    }

    private Expr product() {
        var left = power();
        while (tokens.peek().kind() == Token.Kind.OPERATOR && Set.of("*", "/", "//", "%").contains(tokens.peek().text())) {
            var operator = tokens.next();
            left = new Expr.Binary(operator.text(), left, power(), operator.line());
        }
        return left;
    }

    private Expr power() {
        var left = unary(true);
        while (tokens.peek().isOperator("**")) {
            var operator = tokens.next();
            left = new Expr.Binary("**", left, unary(true), operator.line());
        }
        return left;
    }

    private Expr unary(boolean withFilter) {
        var line = tokens.line();
        Expr value;
        if (tokens.acceptOperator("-")) {
            value = new Expr.Negate(nested(), line);
        } else if (tokens.acceptOperator("+")) {
            value = nested();
        } else {
            value = postfix(primary());
        }
        return withFilter ? filtered(value) : value;
    }

    private Expr nested() {
        if (++depth > Budget.MAX_DEPTH) {
            throw JinjaException.at(tokens.line(), "expressions nest too deeply");
        }
        var value = unary(false);
        depth--;
        return value;
    }

    private Expr primary() {
        var token = tokens.next();
        return switch (token.kind()) {
            case NAME -> switch (token.text()) {
                case "true", "True" -> new Expr.Literal(true);
                case "false", "False" -> new Expr.Literal(false);
                case "none", "None" -> new Expr.Literal(None.NONE);
                default -> new Expr.Name(token.text(), token.line());
            };
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (tokens.peek().kind() == Token.Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield new Expr.Literal(text.toString());
            }
            case INTEGER -> new Expr.Literal(integer(token));
            case FLOAT -> new Expr.Literal(Double.valueOf(token.text()));
            case OPERATOR -> bracketed(token);
            default -> throw JinjaException.at(token.line(), "wanted an expression, found the end of the tag");
        };
    }

    private static Long integer(Token token) {
        try {
            return Long.valueOf(token.text());
        } catch (NumberFormatException e) {
            throw JinjaException.at(token.line(), "the number " + token.text() + " is too large");
        }
    }

    private Expr bracketed(Token open) {
        switch (open.text()) {
            case "(" -> {
                var value = tokens.peek().isOperator(")") ? new Expr.ListOf(List.of()) : tuple();
                tokens.expectOperator(")");
                return value;
            }
            case "[" -> {
                var items = new ArrayList<Expr>();
                while (!tokens.acceptOperator("]")) {
                    items.add(expression());
                    comma("]");
                }
                return new Expr.ListOf(items);
            }
            case "{" -> {
                var entries = new ArrayList<Map.Entry<Expr, Expr>>();
                while (!tokens.acceptOperator("}")) {
                    var key = expression();
                    tokens.expectOperator(":");
                    entries.add(Map.entry(key, expression()));
                    comma("}");
                }
                return new Expr.DictOf(entries);
            }
            default -> throw JinjaException.at(open.line(), "unexpected '" + open.text() + "'");
        }
    }

    private void comma(String end) {
        if (!tokens.peek().isOperator(end)) {
            tokens.expectOperator(",");
        }
    }

    /** Attributes, items, slices and calls behind a value. */
    Expr postfix(Expr start) {
        var value = start;
        while (true) {
            var line = tokens.line();
            if (tokens.acceptOperator(".")) {
                value = tokens.peek().kind() == Token.Kind.INTEGER
                        ? new Expr.Item(value, new Expr.Literal(integer(tokens.next())), line)
                        : new Expr.Attribute(value, tokens.name(), line);
            } else if (tokens.acceptOperator("[")) {
                value = subscript(value, line);
            } else if (tokens.peek().isOperator("(")) {
                value = new Expr.Call(value, arguments(), line);
            } else {
                return value;
            }
        }
    }

    private Expr subscript(Expr object, int line) {
        var from = tokens.peek().isOperator(":") ? null : tuple();
        if (from != null && tokens.acceptOperator("]")) {
            return new Expr.Item(object, from, line);
        }
        tokens.expectOperator(":");
        var to = bound();
        var step = tokens.acceptOperator(":") ? bound() : null;
        tokens.expectOperator("]");
        return new Expr.Slice(object, from, to, step, line);
    }

    private @Nullable Expr bound() {
        return tokens.peek().isOperator(":") || tokens.peek().isOperator("]") ? null : expression();
    }

    /** Filters and tests behind a value. */
    Expr filtered(Expr start) {
        var value = start;
        while (true) {
            var line = tokens.line();
            if (tokens.acceptOperator("|")) {
                value = new Expr.Filter(value, dottedName(), tokens.peek().isOperator("(") ? arguments() : Arguments.NONE, line);
            } else if (tokens.acceptName("is")) {
                value = test(value, line);
            } else if (tokens.peek().isOperator("(")) {
                value = new Expr.Call(value, arguments(), line);
            } else {
                return value;
            }
        }
    }

    private Expr test(Expr input, int line) {
        var negated = tokens.acceptName("not");
        var name = dottedName();
        var arguments = Arguments.NONE;
        if (tokens.peek().isOperator("(")) {
            arguments = arguments();
        } else if (startsExpression() && !(tokens.peek().kind() == Token.Kind.NAME && AFTER_TEST.contains(tokens.peek().text()))) {
            arguments = new Arguments(List.of(postfix(primary())), Map.of());
        }
        var test = new Expr.Test(input, name, arguments, line);
        return negated ? new Expr.Not(test) : test;
    }

    private boolean startsExpression() {
        var token = tokens.peek();
        return switch (token.kind()) {
            case NAME, STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> Set.of("(", "[", "{").contains(token.text());
            default -> false;
        };
    }

    private String dottedName() {
        var name = tokens.name();
        while (tokens.acceptOperator(".")) {
            name += "." + tokens.name();
        }
        return name;
    }

    Arguments arguments() {
        tokens.expectOperator("(");
        var positional = new ArrayList<Expr>();
        var named = new LinkedHashMap<String, Expr>();
        while (!tokens.acceptOperator(")")) {
            if (tokens.peek().kind() == Token.Kind.NAME && tokens.peekAfter().isOperator("=")) {
                var name = tokens.name();
                tokens.next();
                named.put(name, expression());
            } else {
                positional.add(expression());
            }
            comma(")");
        }
        return new Arguments(positional, named);
    }
}
