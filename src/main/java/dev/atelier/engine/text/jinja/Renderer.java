package dev.atelier.engine.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Statements to text. */
final class Renderer {
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Evaluator evaluator;
    private final Budget budget;
    private final List<int[]> generations = new ArrayList<>();
    private StringBuilder out = new StringBuilder();
    private int captures;

    Renderer(Evaluator evaluator) {
        this.evaluator = evaluator;
        budget = evaluator.budget();
    }

    Template.Output render(List<Node> nodes, Scope scope) {
        run(nodes, scope);
        return new Template.Output(out.toString(), generations);
    }

    private Flow run(List<Node> nodes, Scope scope) {
        for (var node : nodes) {
            var flow = run(node, scope);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow run(Node node, Scope scope) {
        budget.step();
        switch (node) {
            case Node.Data data -> write(data.text());
            case Node.Print print -> write(Values.string(evaluator.eval(print.value(), scope)));
            case Node.If choice -> {
                return run(Values.truth(evaluator.eval(choice.condition(), scope)) ? choice.then() : choice.otherwise(), scope);
            }
            case Node.For loop -> {
                var items = evaluator.eval(loop.items(), scope);
                Evaluator.located(loop.line(), () -> {
                    loop(loop, items, 0, scope);
                    return None.NONE;
                });
            }
            case Node.Set set -> Evaluator.located(set.line(), () -> {
                assign(set.names(), evaluator.eval(set.value(), scope), scope);
                return None.NONE;
            });
            case Node.SetAttribute set -> {
                var value = evaluator.eval(set.value(), scope);
                if (!(scope.get(set.namespace()) instanceof Namespace namespace)) {
                    throw JinjaException.at(set.line(), "'" + set.namespace() + "' is not a namespace");
                }
                namespace.values().put(set.attribute(), value);
            }
            case Node.Capture capture -> scope.set(capture.name(), filtered(capture.body(), capture.filtered(), scope));
            case Node.FilterBlock block -> write(Values.string(filtered(block.body(), block.filtered(), scope)));
            case Node.Macro macro -> scope.set(macro.name(), macro(macro.name(), macro.parameters(), macro.defaults(), macro.body(), scope));
            case Node.CallBlock block -> {
                var args = evaluator.args(block.call().arguments(), scope);
                var named = new java.util.LinkedHashMap<>(args.named());
                named.put("caller", macro("caller", block.parameters(), block.defaults(), block.body(), scope));
                if (!(evaluator.eval(block.call().callee(), scope) instanceof Callable callable)) {
                    throw JinjaException.at(block.call().line(), "{% call %} wants a macro");
                }
                write(Values.string(callable.call(new Args(args.positional(), named))));
            }
            case Node.With with -> {
                var inner = new Scope(scope);
                with.values().forEach((name, value) -> inner.set(name, evaluator.eval(value, scope)));
                return run(with.body(), inner);
            }
            case Node.Generation generation -> {
                var from = out.length();
                var flow = run(generation.body(), scope);
                if (captures == 0) {
                    generations.add(new int[] {from, out.length()});
                }
                return flow;
            }
            case Node.Break _ -> {
                return Flow.BREAK;
            }
            case Node.Continue _ -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private void write(String text) {
        budget.output(text.length(), out.length());
        out.append(text);
    }

    private void loop(Node.For loop, Object over, int depth, Scope scope) {
        var items = Values.items(over);
        var condition = loop.condition();
        if (condition != null) {
            items = items.stream()
                    .filter(item -> {
                        var inner = new Scope(scope);
                        assign(loop.names(), item, inner);
                        return Values.truth(evaluator.eval(condition, inner));
                    })
                    .toList();
        }
        if (items.isEmpty()) {
            run(loop.otherwise(), scope);
            return;
        }
        var state = new LoopState(items, depth, loop.recursive() ? args -> captured(() -> recurse(loop, args, depth, scope)) : null, budget);
        for (var i = 0; i < items.size(); i++) {
            var inner = new Scope(scope);
            state.at(i);
            inner.set("loop", state);
            assign(loop.names(), items.get(i), inner);
            if (run(loop.body(), inner) == Flow.BREAK) {
                return;
            }
        }
    }

    private void recurse(Node.For loop, Args args, int depth, Scope scope) {
        budget.enter();
        loop(loop, args.need(0, "iterable"), depth + 1, scope);
        budget.leave();
    }

    private static void assign(List<String> names, Object value, Scope scope) {
        if (names.size() == 1) {
            scope.set(names.getFirst(), value);
            return;
        }
        var parts = Values.items(value);
        if (parts.size() != names.size()) {
            throw new JinjaException("cannot unpack " + parts.size() + " values into " + names.size() + " names");
        }
        for (var i = 0; i < parts.size(); i++) {
            scope.set(names.get(i), parts.get(i));
        }
    }

    private Object filtered(List<Node> body, Expr filtered, Scope scope) {
        var inner = new Scope(scope);
        var text = captured(() -> run(body, inner));
        inner.set(Node.CAPTURED, text);
        return evaluator.eval(filtered, inner);
    }

    private String captured(Runnable work) {
        var outer = out;
        out = new StringBuilder();
        captures++;
        work.run();
        var text = out.toString();
        captures--;
        out = outer;
        return text;
    }

    private Callable macro(String name, List<String> parameters, Map<String, Expr> defaults, List<Node> body, Scope scope) {
        return args -> {
            budget.enter();
            var inner = new Scope(scope);
            for (var i = 0; i < parameters.size(); i++) {
                var parameter = parameters.get(i);
                var fallback = defaults.get(parameter);
                var given = args.has(i, parameter);
                var missing = fallback == null ? new Undefined("parameter '" + parameter + "' of " + name) : evaluator.eval(fallback, inner);
                inner.set(parameter, given ? args.need(i, parameter) : missing);
            }
            var caller = args.named().get("caller");
            if (caller != null) {
                inner.set("caller", caller);
            }
            var text = captured(() -> run(body, inner));
            budget.leave();
            return text;
        };
    }
}
