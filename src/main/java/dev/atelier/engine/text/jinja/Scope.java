package dev.atelier.engine.text.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables; a loop's body and a macro have their own, on top of those around them. */
final class Scope {
    private final @Nullable Scope parent;
    private final Map<String, Object> values = new HashMap<>();

    Scope(@Nullable Scope parent) {
        this.parent = parent;
    }

    Object get(String name) {
        for (var scope = this; scope != null; scope = scope.parent) {
            var value = scope.values.get(name);
            if (value != null) {
                return value;
            }
        }
        return new Undefined("'" + name + "'");
    }

    void set(String name, Object value) {
        values.put(name, value);
    }
}
