package dev.atelier.engine.io.gguf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One architecture's keys as they are gathered for a file: each starts with the architecture's name. */
final class GgufKeys {
    private final String architecture;
    private final Map<String, GgufValue> values = new LinkedHashMap<>();

    GgufKeys(String architecture) {
        this.architecture = architecture;
    }

    GgufKeys whole(String key, long value) {
        return put(key, GgufValue.u32(value));
    }

    GgufKeys real(String key, double value) {
        return put(key, GgufValue.f32(value));
    }

    GgufKeys text(String key, String value) {
        return put(key, GgufValue.of(value));
    }

    GgufKeys flags(String key, List<Boolean> value) {
        return put(key, GgufValue.flags(value));
    }

    Map<String, GgufValue> values() {
        return values;
    }

    private GgufKeys put(String key, GgufValue value) {
        values.put(architecture + "." + key, value);
        return this;
    }
}
