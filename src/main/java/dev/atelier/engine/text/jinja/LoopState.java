package dev.atelier.engine.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code loop} variable. */
final class LoopState implements Callable {
    private final List<Object> items;
    private final int depth;
    private final @Nullable Callable recursion;
    private final Budget budget;
    private int index;
    private @Nullable Object lastChanged;

    LoopState(List<Object> items, int depth, @Nullable Callable recursion, Budget budget) {
        this.items = items;
        this.depth = depth;
        this.recursion = recursion;
        this.budget = budget;
    }

    void at(int newIndex) {
        index = newIndex;
    }

    int depth() {
        return depth;
    }

    @Nullable Object attribute(String name) {
        var length = items.size();
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) (length - index);
            case "revindex0" -> (long) (length - index - 1);
            case "first" -> index == 0;
            case "last" -> index == length - 1;
            case "length" -> (long) length;
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("loop.previtem");
            case "nextitem" -> index + 1 < length ? items.get(index + 1) : new Undefined("loop.nextitem");
            case "cycle" -> (Callable) args -> args.positional().get(index % Math.max(1, args.positional().size()));
            case "changed" -> (Callable) this::changed;
            default -> null;
        };
    }

    private Object changed(Args args) {
        var now = args.positional();
        var before = lastChanged;
        lastChanged = now;
        return before == null || !Values.equal(before, now, budget);
    }

    /** {@code loop(items)} in a recursive loop. */
    @Override
    public Object call(Args args) {
        if (recursion == null) {
            throw new JinjaException("loop() in a loop that is not 'recursive'");
        }
        return recursion.call(args);
    }
}
