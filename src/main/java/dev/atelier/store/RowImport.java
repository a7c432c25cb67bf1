package dev.atelier.store;

import dev.atelier.domain.work.WorkPart;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way into the project. They wait in a temporary table, so that other writes go on, and come in by one transaction: all of them,
 * or none if the import is cancelled or the program ends.
 */
public final class RowImport implements AutoCloseable {
    private final Writer writer;
    private final String name;
    private final @Nullable Path source;
    private final boolean replace;
    private final CompletableFuture<Long> id;
    private volatile @Nullable Throwable failure;

    RowImport(Writer writer, String name, @Nullable Path source, boolean replace) {
        this.writer = writer;
        this.name = name;
        this.source = source;
        this.replace = replace;
        this.id = writer.write(connection -> Sql.insert(connection, "INSERT INTO temp.import DEFAULT VALUES"));
    }

    /** What came in; {@code dataset} is its id. */
    public record Imported(long dataset, int rows, int bad) {}

    static void prepare(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE import (id INTEGER PRIMARY KEY AUTOINCREMENT)");
            statement.execute("CREATE TEMP TABLE import_row (id INTEGER PRIMARY KEY, import INTEGER, line INTEGER, shape TEXT, original TEXT)");
            statement.execute("CREATE TEMP TABLE import_bad (id INTEGER PRIMARY KEY, import INTEGER, line INTEGER, reason TEXT, text TEXT)");
        }
    }

    /** The next rows and bad lines; completes with how many they are. */
    public CompletableFuture<Integer> append(WorkPart.RowBatch batch) {
        CompletableFuture<Integer> appended = writer.write(connection -> {
            try (var rows = connection.prepareStatement("INSERT INTO temp.import_row (import, line, shape, original) VALUES (?, ?, ?, ?)");
                    var bad = connection.prepareStatement("INSERT INTO temp.import_bad (import, line, reason, text) VALUES (?, ?, ?, ?)")) {
                for (var row : batch.rows()) {
                    Sql.batch(rows, id.join(), row.line(), row.shape(), row.json());
                }
                rows.executeBatch();
                for (var line : batch.bad()) {
                    Sql.batch(bad, id.join(), line.line(), line.reason(), line.text());
                }
                bad.executeBatch();
            }
            return batch.rows().size() + batch.bad().size();
        });
        return appended.whenComplete((_, e) -> failure = e == null ? failure : e);
    }

    /** Takes in everything appended; fails, and takes in nothing, if an {@link #append} failed. */
    public CompletableFuture<Imported> commit() {
        return writer.write(connection -> {
            if (failure != null) {
                throw new CompletionException(failure);
            }
            if (replace) {
                Sql.update(connection, "DELETE FROM data_row");
                Sql.update(connection, "DELETE FROM dataset");
            }
            long dataset = Sql.insert(connection, "INSERT INTO dataset (name, source, imported) VALUES (?, ?, ?)", name, source, Instant.now());
            long start = Sql.number(connection, "SELECT coalesce(max(position), 0) FROM data_row");
            int rows = Sql.update(connection, "INSERT INTO data_row (dataset, position, line, shape, original) SELECT ?, ? + row_number() OVER (ORDER BY id), line, shape, original "
                    + "FROM temp.import_row WHERE import = ? ORDER BY id", dataset, start, id.join());
            int bad = Sql.update(connection, "INSERT INTO bad_line (dataset, line, reason, text) SELECT ?, line, reason, text FROM temp.import_bad WHERE import = ? ORDER BY id", dataset, id.join());
            forget(connection);
            return new Imported(dataset, rows, bad);
        });
    }

    /** Leaves the project as it was, unless {@link #commit} was called. */
    @Override
    public void close() {
        var _ = writer.write(this::forget);
    }

    private boolean forget(Connection connection) throws SQLException {
        Sql.update(connection, "DELETE FROM temp.import_row WHERE import = ?", id.join());
        Sql.update(connection, "DELETE FROM temp.import_bad WHERE import = ?", id.join());
        return true;
    }
}
