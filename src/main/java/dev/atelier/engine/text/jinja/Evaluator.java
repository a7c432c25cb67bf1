package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Expressions to values. */
final class Evaluator {
    private final Budget budget;

    Evaluator(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    Object eval(Expr expr, Scope scope) {
        budget.step();
        budget.enter();
        var value = switch (expr) {
            case Expr.Literal literal -> literal.value();
            case Expr.Name name -> scope.get(name.name());
            case Expr.ListOf list -> {
                var items = new ArrayList<Object>(list.items().size());
                list.items().forEach(item -> items.add(eval(item, scope)));
                yield budget.made(items);
            }
            case Expr.DictOf dict -> {
                var map = new LinkedHashMap<Object, Object>();
                dict.entries().forEach(entry -> map.put(Values.key(eval(entry.getKey(), scope)), eval(entry.getValue(), scope)));
                yield budget.made(map);
            }
            case Expr.Not not -> !Values.truth(eval(not.operand(), scope));
            case Expr.And and -> {
                var left = eval(and.left(), scope);
                yield Values.truth(left) ? eval(and.right(), scope) : left;
            }
            case Expr.Or or -> {
                var left = eval(or.left(), scope);
                yield Values.truth(left) ? left : eval(or.right(), scope);
            }
            case Expr.Conditional conditional -> {
                if (Values.truth(eval(conditional.condition(), scope))) {
                    yield eval(conditional.then(), scope);
                }
                var otherwise = conditional.otherwise();
                yield otherwise == null ? new Undefined("the value of an if without else") : eval(otherwise, scope);
            }
            case Expr.Attribute e -> located(e.line(), () -> Access.attribute(eval(e.object(), scope), e.name(), budget));
            case Expr.Item e -> located(e.line(), () -> Access.item(eval(e.object(), scope), eval(e.key(), scope), budget));
            case Expr.Slice e -> located(e.line(), () -> budget.made(slice(e, scope)));
            case Expr.Call e -> located(e.line(), () -> budget.made(call(e, scope)));
            case Expr.Filter e -> located(e.line(), () -> filter(e.name(), eval(e.input(), scope), args(e.arguments(), scope)));
            case Expr.Test e -> located(e.line(), () -> test(e.name(), eval(e.input(), scope), args(e.arguments(), scope)));
            case Expr.Negate e -> located(e.line(), () -> Operators.binary("*", -1L, eval(e.operand(), scope), budget));
            case Expr.Binary e -> located(e.line(), () -> Operators.binary(e.operator(), eval(e.left(), scope), eval(e.right(), scope), budget));
            case Expr.Compare e -> located(e.line(), () -> compare(e, scope));
        };
        budget.leave();
        return value;
    }

    Object filter(String name, Object input, Args args) {
        var filter = Filters.find(name);
        if (filter == null) {
            throw new JinjaException("there is no filter '" + name + "'");
        }
        return budget.made(filter.apply(input, args, this));
    }

    boolean test(String name, Object input, Args args) {
        return Tests.holds(name, input, args, budget);
    }

    Args args(Expr.Arguments arguments, Scope scope) {
        if (arguments.positional().isEmpty() && arguments.named().isEmpty()) {
            return Args.NONE;
        }
        var positional = new ArrayList<Object>(arguments.positional().size());
        arguments.positional().forEach(argument -> positional.add(eval(argument, scope)));
        var named = new LinkedHashMap<String, Object>();
        arguments.named().forEach((name, argument) -> named.put(name, eval(argument, scope)));
        return new Args(positional, named);
    }

    private Object call(Expr.Call call, Scope scope) {
        return switch (eval(call.callee(), scope)) {
            case Callable callable -> callable.call(args(call.arguments(), scope));
            case Undefined undefined -> throw undefined.error();
            case Object other -> throw new JinjaException(Values.type(other) + " is not callable");
        };
    }

    private Object slice(Expr.Slice slice, Scope scope) {
        var from = slice.from();
        var to = slice.to();
        var step = slice.step();
        return Access.slice(
                eval(slice.object(), scope),
                from == null ? None.NONE : eval(from, scope),
                to == null ? None.NONE : eval(to, scope),
                step == null ? None.NONE : eval(step, scope),
                budget);
    }

    private Object compare(Expr.Compare compare, Scope scope) {
        var left = eval(compare.first(), scope);
        for (var next : compare.rest()) {
            var right = eval(next.getValue(), scope);
            if (!Operators.compare(next.getKey(), left, right, budget)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    /** Adds the line to an error that has none yet. */
    static Object located(int line, java.util.function.Supplier<Object> work) {
        try {
            return work.get();
        } catch (JinjaException e) {
            throw e.raised() || String.valueOf(e.getMessage()).startsWith("line ") ? e : JinjaException.at(line, String.valueOf(e.getMessage()));
        }
    }
}
