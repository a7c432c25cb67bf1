package dev.atelier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.domain.Json;
import java.util.Locale;

/** Which rows. */
public sealed interface RowFilter {
    record All() implements RowFilter {}

    record Edited() implements RowFilter {}

    record WithProblem() implements RowFilter {}

    /** Those whose tokens are still to be counted. */
    record Uncounted() implements RowFilter {}

    record LongerThan(int tokens) implements RowFilter {}

    /** Those that both let through. */
    record Both(RowFilter one, RowFilter other) implements RowFilter {}

    /** Those with {@code text} in a name or value, in capital or small letters. */
    record Containing(String text) implements RowFilter {
        boolean matches(String row) {
            String quoted = Json.line(text);
            return normal(row).contains(quoted.substring(1, quoted.length() - 1).toLowerCase(Locale.ROOT));
        }

        /** Python writes é as \u00e9. */
        private static String normal(String row) {
            try {
                return (row.contains("\\u") ? Json.MAPPER.readTree(row).toString() : row).toLowerCase(Locale.ROOT);
            } catch (JsonProcessingException e) {
                return row.toLowerCase(Locale.ROOT);
            }
        }
    }
}
