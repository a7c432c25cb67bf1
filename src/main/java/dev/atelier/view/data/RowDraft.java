package dev.atelier.view.data;

/** What the user wrote for a row that cannot be taken yet, and why not; {@code at} is where in the text, or -1. */
record RowDraft(String json, String problem, int at) {}
