package dev.atelier.view.data;

import dev.atelier.store.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the table shows of a row: the beginnings of what is asked and answered, each on one line. {@code tokens} is null until counted. */
record RowLine(long id, int position, @Nullable Integer line, String prompt, String answer, @Nullable Integer tokens, boolean edited, @Nullable String problem) {
    private static final int SHOWN = 240;

    static RowLine of(StoredRow row) {
        List<RowTurn> turns = RowTurn.of(row.text());
        String prompt = turns.stream().filter(turn -> turn.role().equals("user") || turn.role().equals("input")).map(RowTurn::text).filter(text -> !text.isBlank()).reduce((one, other) -> one + "  ·  " + other).orElse("");
        String answer = turns.reversed().stream().filter(RowTurn::isAnswer).findFirst().map(RowTurn::text).orElse("");
        return new RowLine(row.id(), row.position(), row.line(), turns.isEmpty() ? start(row.text()) : start(prompt), start(answer), row.tokens(), row.edited() != null, row.problem());
    }

    private static String start(String text) {
        String part = text.substring(0, Math.min(text.length(), SHOWN)).strip().replaceAll("\\R", " ↵ ").replaceAll("\\s+", " ");
        return text.length() > SHOWN ? part + "…" : part;
    }
}
