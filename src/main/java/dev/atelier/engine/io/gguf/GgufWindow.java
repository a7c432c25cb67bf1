package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Attention that looks back {@code size} tokens, the own one among them, in some layers.
 *
 * @param sliding one for each layer
 */
record GgufWindow(int size, List<Boolean> sliding) {
    private static final String SIZE = "attention.sliding_window";
    private static final String PATTERN = "attention.sliding_window_pattern";

    /** From config.json: layer_types, else {@code usual}. */
    static GgufWindow of(JsonNode config, int size, IntPredicate usual) {
        var types = config.path("layer_types");
        return of(size, Sizes.number(config, "num_hidden_layers"), i -> types.isArray() ? types.path(i).asText().equals("sliding_attention") : usual.test(i));
    }

    private static GgufWindow of(int size, int layers, IntPredicate which) {
        var sliding = new ArrayList<Boolean>();
        for (int i = 0; i < layers; i++) {
            sliding.add(which.test(i));
        }
        return new GgufWindow(size, sliding);
    }

    /** Every layer but each {@code period}-th. */
    static IntPredicate period(int period) {
        return layer -> layer % period < period - 1;
    }

    /** The keys; the list of layers only where it is not {@code usual}, what llama.cpp takes without it. None where no layer slides. */
    void describe(GgufKeys keys, IntPredicate usual) {
        if (!sliding.contains(true)) {
            return;
        }
        keys.whole(SIZE, size);
        if (!sliding.equals(of(size, sliding.size(), usual).sliding)) {
            keys.flags(PATTERN, sliding);
        }
    }

    /** From a file; without a list of layers, or a period, they are {@code usual}. */
    static GgufWindow read(GgufFacts facts, int size, IntPredicate usual) {
        var pattern = facts.value(PATTERN).orElse(null);
        return of(size, facts.layers(), switch (pattern) {
            case GgufValue.Items items -> i -> i < items.values().size() && isOn(items.values().get(i));
            case GgufValue.Whole period when period.value() > 0 && period.value() < Integer.MAX_VALUE -> period((int) period.value());
            case null, default -> usual;
        });
    }

    /** The size a file gives, 0 for none. */
    static int size(GgufFacts facts, int otherwise) {
        return (int) Math.clamp(facts.whole(SIZE).orElse((long) otherwise), 0L, Integer.MAX_VALUE);
    }

    /** Puts it into {@code config}, as transformers has it. */
    void write(ObjectNode config) {
        config.put("sliding_window", size);
        var types = config.putArray("layer_types");
        sliding.forEach(slides -> types.add(slides ? "sliding_attention" : "full_attention"));
    }

    private static boolean isOn(GgufValue value) {
        return value instanceof GgufValue.Flag flag && flag.value() || value instanceof GgufValue.Whole whole && whole.value() != 0;
    }
}
