package dev.atelier.engine.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression's syntax tree. */
sealed interface Expr {
    record Literal(Object value) implements Expr {}

    record Name(String name, int line) implements Expr {}

    record ListOf(List<Expr> items) implements Expr {}

    record DictOf(List<Map.Entry<Expr, Expr>> entries) implements Expr {}

    record Attribute(Expr object, String name, int line) implements Expr {}

    record Item(Expr object, Expr key, int line) implements Expr {}

    record Slice(Expr object, @Nullable Expr from, @Nullable Expr to, @Nullable Expr step, int line) implements Expr {}

    record Call(Expr callee, Arguments arguments, int line) implements Expr {}

    /** {@code input | name(arguments)}; no input inside a {@code {% filter %}} block. */
    record Filter(Expr input, String name, Arguments arguments, int line) implements Expr {}

    record Test(Expr input, String name, Arguments arguments, int line) implements Expr {}

    record Not(Expr operand) implements Expr {}

    record Negate(Expr operand, int line) implements Expr {}

    record And(Expr left, Expr right) implements Expr {}

    record Or(Expr left, Expr right) implements Expr {}

    record Binary(String operator, Expr left, Expr right, int line) implements Expr {}

    /** {@code first op next op next ...}: each neighbouring pair must hold. */
    record Compare(Expr first, List<Map.Entry<String, Expr>> rest, int line) implements Expr {}

    record Conditional(Expr condition, Expr then, @Nullable Expr otherwise) implements Expr {}

    record Arguments(List<Expr> positional, Map<String, Expr> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }
}
