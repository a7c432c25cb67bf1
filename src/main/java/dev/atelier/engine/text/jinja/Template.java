package dev.atelier.engine.text.jinja;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed template. Immutable; renders from several threads. */
public final class Template {
    private static final int MAX_TEMPLATE = 1 << 20;

    /**
     * @param generations ranges {from, to} of the text that stood in generation blocks
     */
    public record Output(String text, List<int[]> generations) {}

    private final List<Node> nodes;

    private Template(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** Throws {@link JinjaException}, with the line, for what is not a template. */
    public static Template parse(String source) {
        if (source.length() > MAX_TEMPLATE) {
            throw new JinjaException("the template has " + source.length() + " characters, more than " + MAX_TEMPLATE);
        }
        return new Template(TemplateParser.parse(source));
    }

    /**
     * @param variables plain data: String, Number, Boolean, null, List, Map
     * @param now what {@code strftime_now} prints
     * @param maxSize most characters of the output and of any value on the way
     */
    public Output render(Map<String, ? extends @Nullable Object> variables, LocalDateTime now, long maxSize, Duration time) {
        var budget = new Budget(maxSize, time);
        var globals = new Scope(null);
        Globals.define(globals, now, budget);
        variables.forEach((name, value) -> globals.set(name, Values.of(value)));
        try {
            return new Renderer(new Evaluator(budget)).render(nodes, new Scope(globals));
        } catch (StackOverflowError e) {
            throw new JinjaException("the template or its messages nest too deeply");
        } catch (ArithmeticException | ClassCastException | IllegalArgumentException | IndexOutOfBoundsException | UnsupportedOperationException e) {
            throw new JinjaException("the template does what it cannot: " + e.getMessage());
        }
    }
}
