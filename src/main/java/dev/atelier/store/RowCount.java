package dev.atelier.store;

import org.jspecify.annotations.Nullable;

/** Tokens of a row as it was at {@code revision}; not taken if the row was edited, or the counts cleared, since. */
public record RowCount(long id, int revision, int tokens, int trained, @Nullable String problem) {}
