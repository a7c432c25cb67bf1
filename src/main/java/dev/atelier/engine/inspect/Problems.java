package dev.atelier.engine.inspect;

import dev.atelier.domain.UserError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is wrong with one part is kept while the others are looked at. */
final class Problems {
    private final Set<String> lines = new LinkedHashSet<>();

    /** What {@code part} gives, or null and one line more. */
    <T> @Nullable T look(Supplier<? extends @Nullable T> part) {
        try {
            return part.get();
        } catch (UserError e) {
            lines.add(e.getMessage());
            return null;
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
