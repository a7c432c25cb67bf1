package dev.atelier.store;

import dev.atelier.domain.ClassScores;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The project's runs and what they told: a mirror of each run folder's events.jsonl, which is the truth. */
public final class RunStore {
    private static final String RUNS = "SELECT *, (SELECT coalesce(max(step), 0) FROM run_step WHERE run = run.id) AS last_step FROM run";
    private final Readers readers;
    private final Writer writer;

    RunStore(Readers readers, Writer writer) {
        this.readers = readers;
        this.writer = writer;
    }

    /** Completes with the run's id; with that of the run that is there if one has this {@code folder} already. */
    public CompletableFuture<Long> add(String folder, String name, Instant created, String settings, String model) {
        return writer.write(connection -> {
            Sql.update(connection, "INSERT INTO run (folder, name, created, settings, model) VALUES (?, ?, ?, ?, ?) ON CONFLICT (folder) DO NOTHING", folder, name, created, settings, model);
            return Sql.number(connection, "SELECT id FROM run WHERE folder = ?", folder);
        });
    }

    /** Newest first. */
    public List<StoredRun> all() {
        return readers.read(connection -> Sql.list(connection, RUNS + " ORDER BY created DESC, id DESC", RunStore::run));
    }

    public Optional<StoredRun> run(long id) {
        return readers.read(connection -> Sql.first(connection, RUNS + " WHERE id = ?", RunStore::run, id));
    }

    private static StoredRun run(ResultSet row) throws SQLException {
        return new StoredRun(row.getLong("id"), row.getString("folder"), row.getString("name"), Instant.parse(row.getString("created")), row.getString("settings"), row.getString("model"),
                StoredRun.State.of(row.getString("state")), row.getString("message"), row.getInt("total_steps"), row.getInt("last_step"), row.getLong("events_offset"));
    }

    public CompletableFuture<Boolean> rename(long run, String name) {
        return writer.update("UPDATE run SET name = ? WHERE id = ?", name, run);
    }

    /** Sets what the events do not say, as that the engine was started or has died. */
    public CompletableFuture<Boolean> setState(long run, StoredRun.State state, @Nullable String message) {
        return writer.update("UPDATE run SET state = ?, message = ? WHERE id = ?", state.key(), message, run);
    }

    /** Forgets a run and what it told; its folder stays. */
    public CompletableFuture<Boolean> remove(long run) {
        return writer.update("DELETE FROM run WHERE id = ?", run);
    }

    /**
     * Takes in events and, in the same transaction, how far they were read: {@code offset} is the byte behind the last of them. Events that are in
     * the project already are passed over; completes with whether they were not.
     */
    public CompletableFuture<Boolean> apply(long run, List<RunEvent> events, long offset) {
        return writer.write(connection -> {
            if (offset <= Sql.number(connection, "SELECT events_offset FROM run WHERE id = ?", run)) {
                return false;
            }
            try (var out = new RunEventWriter(connection, run)) {
                for (var event : events) {
                    out.apply(event);
                }
            }
            return Sql.update(connection, "UPDATE run SET events_offset = ? WHERE id = ?", offset, run) > 0;
        });
    }

    /** Everything the run told, as if its events were read again. */
    public RunHistory history(long run) {
        return readers.read(connection -> {
            var history = new RunHistory();
            event(connection, "started", run).ifPresent(history::apply);
            for (var warning : Sql.list(connection, "SELECT message FROM run_warning WHERE run = ? ORDER BY id", row -> row.getString(1), run)) {
                history.apply(new RunEvent.Warning(warning));
            }
            metrics(connection, run, history);
            Sql.list(connection, "SELECT step, ordinal, prompt, expected, answer FROM run_sample WHERE run = ?",
                    row -> new RunEvent.Sample(row.getInt(1), row.getInt(2), row.getString(3), row.getString(4), row.getString(5)), run).forEach(history::apply);
            event(connection, "ending", run).ifPresent(history::apply);
            return history;
        });
    }

    private static RunEvent.Eval eval(ResultSet row) throws SQLException {
        var classes = row.getString("classes");
        return new RunEvent.Eval(row.getInt("step"), Sql.real(row, "loss"), classes == null ? Double.valueOf(Sql.real(row, "ppl")) : null,
                classes == null ? null : Json.SNAKE.convertValue(Json.parse(classes, "run_eval.classes"), ClassScores.class));
    }

    private static Optional<RunEvent> event(Connection connection, String column, long run) throws SQLException {
        return Sql.first(connection, "SELECT coalesce(" + column + ", '') FROM run WHERE id = ?", row -> row.getString(1), run).flatMap(RunEvent::parse);
    }

    /** In the order they came: an evaluation is after the step it measures. */
    private static void metrics(Connection connection, long run, RunHistory history) throws SQLException {
        var evals = Sql.list(connection, "SELECT * FROM run_eval WHERE run = ? ORDER BY step",
                RunStore::eval, run).iterator();
        var eval = evals.hasNext() ? evals.next() : null;
        for (var step : Sql.list(connection, "SELECT * FROM run_step WHERE run = ? ORDER BY step", RunStore::step, run)) {
            while (eval != null && eval.step() < step.step()) {
                history.apply(eval);
                eval = evals.hasNext() ? evals.next() : null;
            }
            history.apply(step);
        }
        while (eval != null) {
            history.apply(eval);
            eval = evals.hasNext() ? evals.next() : null;
        }
    }

    private static RunEvent.Step step(ResultSet row) throws SQLException {
        return new RunEvent.Step(row.getInt("step"), Sql.real(row, "epoch"), Sql.real(row, "loss"), Sql.real(row, "lr"), Sql.real(row, "grad_norm"), row.getLong("tokens"),
                Sql.real(row, "tokens_per_s"), row.getLong("memory_bytes"));
    }

    /** Ascending; the last one that says so is the best. */
    public List<RunEvent.CheckpointSaved> checkpoints(long run) {
        return readers.read(connection -> Sql.list(connection, "SELECT step, best FROM run_checkpoint WHERE run = ? ORDER BY step",
                row -> new RunEvent.CheckpointSaved(row.getInt(1), row.getBoolean(2)), run));
    }
}
