package dev.atelier.memory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings that make a run small enough, at the lowest cost in quality and time.
 *
 * @param changes what is done, in the order of {@link Change}
 * @param settings what that sets, by name, in the same order
 * @param after what the run then needs
 * @param enough whether that is within the limit; else {@code after} is the least that all changes together come to
 */
public record Remedy(List<Change> changes, Map<String, String> settings, MemoryEstimate after, boolean enough) {
    public Remedy {
        changes = List.copyOf(changes);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
}
