package dev.atelier.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What was exported from the project, as far as it was not taken off the list; the files themselves are the user's. */
public final class ExportStore {
    private final Readers readers;
    private final Writer writer;

    ExportStore(Readers readers, Writer writer) {
        this.readers = readers;
        this.writer = writer;
    }

    /** Newest first. */
    public List<StoredExport> all() {
        return readers.read(connection -> Sql.list(connection, "SELECT * FROM export ORDER BY id DESC", ExportStore::export));
    }

    private static StoredExport export(ResultSet row) throws SQLException {
        long run = row.getLong("run");
        Long maker = row.wasNull() ? null : Long.valueOf(run);
        return new StoredExport(row.getLong("id"), maker, row.getString("name"), row.getString("format"), row.getString("quant"), Path.of(row.getString("file")), row.getLong("bytes"),
                row.getDouble("seconds"), Sql.real(row, "difference"), Sql.real(row, "relative"), row.getString("warnings").lines().toList(), row.getString("use"),
                Instant.parse(row.getString("created")));
    }

    /** Adds one in place of an earlier one of the same file; completes with its id. */
    public CompletableFuture<Long> add(StoredExport export) {
        return writer.write(connection -> {
            Sql.update(connection, "DELETE FROM export WHERE file = ?", export.file());
            return Sql.insert(connection,
                    "INSERT INTO export (run, name, format, quant, file, bytes, seconds, difference, relative, warnings, use, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    export.run(), export.name(), export.format(), export.quant(), export.file(), export.bytes(), export.seconds(), export.difference(), export.relative(),
                    String.join("\n", export.warnings()), export.use(), export.created());
        });
    }

    /** Takes one off the list. */
    public CompletableFuture<Boolean> remove(long id) {
        return writer.update("DELETE FROM export WHERE id = ?", id);
    }
}
