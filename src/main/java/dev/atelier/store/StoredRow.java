package dev.atelier.store;

import org.jspecify.annotations.Nullable;

/**
 * A row of the project.
 *
 * @param line in the file it came from, from 1; null for a row added by hand
 * @param original one JSON object, as it came; {@code edited}: as the user changed it, else null
 * @param tokens of the whole row, {@code trained} those learned; null until counted
 * @param problem why the row cannot be used, else null
 * @param revision of what the counts depend on: see {@link RowCount}
 */
public record StoredRow(long id, int position, @Nullable Integer line, String shape, String original, @Nullable String edited, @Nullable Integer tokens, @Nullable Integer trained,
        @Nullable String problem, int revision) {
    /** What is trained on. */
    public String text() {
        return edited == null ? original : edited;
    }
}
