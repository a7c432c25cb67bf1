package dev.atelier.engine.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement's syntax tree. */
sealed interface Node {
    record Data(String text) implements Node {}

    record Print(Expr value) implements Node {}

    record If(Expr condition, List<Node> then, List<Node> otherwise) implements Node {}

    record For(List<String> names, Expr items, @Nullable Expr condition, List<Node> body, List<Node> otherwise, boolean recursive, int line)
            implements Node {}

    /** {@code {% set a, b = value %}}. */
    record Set(List<String> names, Expr value, int line) implements Node {}

    /** {@code {% set namespace.attribute = value %}}. */
    record SetAttribute(String namespace, String attribute, Expr value, int line) implements Node {}

    /** {@code {% set name %} ... {% endset %}}; filters are written around {@link #CAPTURED}. */
    record Capture(String name, List<Node> body, Expr filtered) implements Node {}

    record FilterBlock(List<Node> body, Expr filtered) implements Node {}

    /** Parameters without a default have none in the map. */
    record Macro(String name, List<String> parameters, Map<String, Expr> defaults, List<Node> body) implements Node {}

    record CallBlock(Expr.Call call, List<String> parameters, Map<String, Expr> defaults, List<Node> body) implements Node {}

    record With(Map<String, Expr> values, List<Node> body) implements Node {}

    /** {@code {% generation %} ... {% endgeneration %}}: what an assistant wrote. */
    record Generation(List<Node> body) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    /** The captured text, for a block's filters; no template can spell this name. */
    String CAPTURED = " captured";
}
