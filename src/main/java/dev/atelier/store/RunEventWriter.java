package dev.atelier.store;

import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a run's events into its tables, with what they mean for earlier ones: see {@link dev.atelier.domain.RunHistory}. */
final class RunEventWriter implements AutoCloseable {
    private static final List<String> METRICS = List.of("run_step", "run_eval", "run_checkpoint", "run_sample");
    private static final int BATCH = 1000;
    private final Connection connection;
    private final long run;
    private final PreparedStatement steps;
    private int waiting;
    private long highest;

    RunEventWriter(Connection connection, long run) throws SQLException {
        this.connection = connection;
        this.run = run;
        this.steps = connection.prepareStatement("INSERT INTO run_step (run, step, epoch, loss, lr, grad_norm, tokens, tokens_per_s, memory_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        this.highest = -1;
        for (String table : METRICS) {
            highest = Math.max(highest, Sql.first(connection, "SELECT coalesce(max(step), -1) FROM " + table + " WHERE run = ?", row -> row.getLong(1), run).orElse(-1L));
        }
    }

    void apply(RunEvent event) throws SQLException {
        switch (event) {
            case RunEvent.Preparing _ -> state(StoredRun.State.RUNNING, null, null);
            case RunEvent.Started s -> {
                state(StoredRun.State.RUNNING, null, null);
                Sql.update(connection, "UPDATE run SET started = ?, total_steps = ? WHERE id = ?", s.toLine(Instant.EPOCH), s.steps(), run);
            }
            case RunEvent.Resumed(int step) -> {
                state(StoredRun.State.RUNNING, null, null);
                voidFrom(step + 1, METRICS);
            }
            case RunEvent.Step s -> {
                voidFrom(s.step(), METRICS);
                highest = Math.max(highest, s.step());
                Sql.batch(steps, run, s.step(), s.epoch(), s.loss(), s.lr(), s.gradNorm(), s.tokens(), s.tokensPerS(), s.memoryBytes());
                if (++waiting == BATCH) {
                    write();
                }
            }
            case RunEvent.Eval e -> {
                voidFrom(e.step() + 1, METRICS);
                voidFrom(e.step(), List.of("run_eval", "run_sample"));
                insert("INSERT INTO run_eval (run, step, loss, ppl, classes) VALUES (?, ?, ?, ?, ?)", e.step(), e.loss(), e.ppl(), e.classes() == null ? null : Json.snakeLine(e.classes()));
            }
            case RunEvent.Sample s -> insert("INSERT OR REPLACE INTO run_sample (run, step, ordinal, prompt, expected, answer) VALUES (?, ?, ?, ?, ?, ?)", s.step(), s.index(), s.prompt(),
                    s.expected(), s.answer());
            case RunEvent.CheckpointSaved c -> insert("INSERT OR REPLACE INTO run_checkpoint (run, step, best) VALUES (?, ?, ?)", c.step(), c.best());
            case RunEvent.Warning(String message) -> Sql.update(connection, "INSERT OR IGNORE INTO run_warning (run, message) VALUES (?, ?)", run, message);
            case RunEvent.Stopped _ -> state(StoredRun.State.STOPPED, null, event);
            case RunEvent.Failed(String message, _) -> state(StoredRun.State.FAILED, message, event);
            case RunEvent.Finished _ -> state(StoredRun.State.FINISHED, null, event);
        }
    }

    private void insert(String sql, int step, @Nullable Object... values) throws SQLException {
        highest = Math.max(highest, step);
        var arguments = new @Nullable Object[values.length + 2];
        arguments[0] = run;
        arguments[1] = step;
        System.arraycopy(values, 0, arguments, 2, values.length);
        Sql.update(connection, sql, arguments);
    }

    private void state(StoredRun.State state, @Nullable String message, @Nullable RunEvent ending) throws SQLException {
        Sql.update(connection, "UPDATE run SET state = ?, message = ?, ending = ? WHERE id = ?", state.key(), message, ending == null ? null : ending.toLine(Instant.EPOCH), run);
    }

    /** An engine that was killed told of {@code step} and later ones; they come again. */
    private void voidFrom(int step, List<String> tables) throws SQLException {
        if (step <= highest) {
            write();
            for (String table : tables) {
                Sql.update(connection, "DELETE FROM " + table + " WHERE run = ? AND step >= ?", run, step);
            }
        }
    }

    private void write() throws SQLException {
        steps.executeBatch();
        waiting = 0;
    }

    @Override
    public void close() throws SQLException {
        try (steps) {
            write();
        }
    }
}
