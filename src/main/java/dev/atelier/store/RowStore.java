package dev.atelier.store;

import dev.atelier.domain.work.WorkPart.BadLine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The project's rows, in order, as they came and as the user changed them. */
public final class RowStore {
    private static final String COLUMNS = "id, position, line, shape, original, edited, tokens, trained, problem, revision";
    private static final String TEXT = "coalesce(edited, original)";
    private final Readers readers;
    private final Writer writer;

    RowStore(Readers readers, Writer writer) {
        this.readers = readers;
        this.writer = writer;
    }

    /** Where rows came from; {@code source} is the file's path, {@code imported} the time. */
    public record Dataset(long id, String name, @Nullable String source, String imported) {}

    /** Begins an import; {@code replace}: the rows and bad lines there are now go when it is committed. */
    public RowImport importing(String name, @Nullable Path source, boolean replace) {
        return new RowImport(writer, name, source, replace);
    }

    public List<Dataset> datasets() {
        return readers.read(connection -> Sql.list(connection, "SELECT id, name, source, imported FROM dataset ORDER BY id",
                row -> new Dataset(row.getLong("id"), row.getString("name"), row.getString("source"), row.getString("imported"))));
    }

    public int count() {
        return readers.read(connection -> (int) Sql.number(connection, "SELECT count(*) FROM data_row WHERE deleted = 0"));
    }

    public int badCount() {
        return readers.read(connection -> (int) Sql.number(connection, "SELECT count(*) FROM bad_line"));
    }

    /** Bad lines, each with its reason, in the files' order. */
    public List<BadLine> badLines(int offset, int limit) {
        return readers.read(connection -> Sql.list(connection, "SELECT line, reason, text FROM bad_line ORDER BY id LIMIT ? OFFSET ?",
                row -> new BadLine(row.getInt("line"), row.getString("reason"), row.getString("text")), limit, offset));
    }

    /** The ids of the rows that {@code filter} lets through, in order. */
    public long[] ids(RowFilter filter) {
        return readers.read(connection -> ids(connection, filter));
    }

    private static long[] ids(Connection connection, RowFilter filter) throws SQLException {
        return switch (filter) {
            case RowFilter.All _ -> ids(connection, "1");
            case RowFilter.Edited _ -> ids(connection, "edited IS NOT NULL");
            case RowFilter.WithProblem _ -> ids(connection, "problem IS NOT NULL");
            case RowFilter.Uncounted _ -> ids(connection, "tokens IS NULL");
            case RowFilter.LongerThan(int tokens) -> ids(connection, "tokens > " + tokens);
            case RowFilter.Containing text -> containing(connection, text);
            case RowFilter.Both(RowFilter one, RowFilter other) -> {
                Set<Long> through = Arrays.stream(ids(connection, other)).boxed().collect(Collectors.toSet());
                yield Arrays.stream(ids(connection, one)).filter(through::contains).toArray();
            }
        };
    }

    private static long[] ids(Connection connection, String condition) throws SQLException {
        String sql = "SELECT id FROM data_row WHERE deleted = 0 AND " + condition + " ORDER BY position, id";
        return Sql.list(connection, sql, row -> row.getLong(1)).stream().mapToLong(Long::longValue).toArray();
    }

    private static long[] containing(Connection connection, RowFilter.Containing filter) throws SQLException {
        String sql = "SELECT id, " + TEXT + " FROM data_row WHERE deleted = 0 ORDER BY position, id";
        return Sql.list(connection, sql, row -> filter.matches(row.getString(2)) ? row.getLong(1) : -1L).stream().mapToLong(Long::longValue).filter(id -> id >= 0).toArray();
    }

    /** The rows of these ids, in the order given; those that are gone are left out. */
    public List<StoredRow> rows(long... ids) {
        return readers.read(connection -> {
            var out = new ArrayList<StoredRow>(ids.length);
            try (var statement = connection.prepareStatement("SELECT " + COLUMNS + " FROM data_row WHERE deleted = 0 AND id = ?")) {
                for (long id : ids) {
                    statement.setLong(1, id);
                    try (var rows = statement.executeQuery()) {
                        if (rows.next()) {
                            out.add(row(rows));
                        }
                    }
                }
            }
            return out;
        });
    }

    private static StoredRow row(ResultSet row) throws SQLException {
        return new StoredRow(row.getLong("id"), row.getInt("position"), Sql.integer(row, "line"), row.getString("shape"), row.getString("original"), row.getString("edited"),
                Sql.integer(row, "tokens"), Sql.integer(row, "trained"), row.getString("problem"), row.getInt("revision"));
    }

    public RowSums sums() {
        String sql = "SELECT count(*), count(edited), count(problem), count(tokens), coalesce(sum(tokens), 0), coalesce(sum(trained), 0), coalesce(max(tokens), 0) "
                + "FROM data_row WHERE deleted = 0";
        return readers.read(connection -> Sql.first(connection, sql,
                row -> new RowSums(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getLong(5), row.getLong(6), row.getInt(7))).orElseThrow());
    }

    /** Changes a row's text, and forgets its counts; completes with the text before, for {@code edit} to put back. */
    public CompletableFuture<String> edit(long id, String json) {
        return writer.write(connection -> {
            String before = Sql.first(connection, "SELECT " + TEXT + " FROM data_row WHERE id = ?", row -> row.getString(1), id)
                    .orElseThrow(() -> new IllegalArgumentException("no row " + id));
            Sql.update(connection, "UPDATE data_row SET edited = nullif(?, original), tokens = NULL, trained = NULL, problem = NULL, revision = revision + 1 WHERE id = ?", json, id);
            return before;
        });
    }

    /** Puts back what the file had; completes with the text before. */
    public CompletableFuture<String> revert(long id) {
        return writer.write(connection -> {
            String before = Sql.first(connection, "SELECT " + TEXT + " FROM data_row WHERE id = ?", row -> row.getString(1), id)
                    .orElseThrow(() -> new IllegalArgumentException("no row " + id));
            Sql.update(connection, "UPDATE data_row SET edited = NULL, tokens = NULL, trained = NULL, problem = NULL, revision = revision + 1 WHERE id = ?", id);
            return before;
        });
    }

    /** Takes rows out; {@link #restore} puts them back until the project is closed. */
    public CompletableFuture<Integer> delete(long... ids) {
        return mark(ids, true);
    }

    public CompletableFuture<Integer> restore(long... ids) {
        return mark(ids, false);
    }

    private CompletableFuture<Integer> mark(long[] ids, boolean deleted) {
        return writer.write(connection -> {
            int changed = 0;
            for (long id : ids) {
                changed += Sql.update(connection, "UPDATE data_row SET deleted = ? WHERE id = ?", deleted, id);
            }
            return changed;
        });
    }

    /** Adds a row at the end; completes with its id. */
    public CompletableFuture<Long> add(String shape, String json) {
        return writer.write(connection -> Sql.insert(connection,
                "INSERT INTO data_row (position, shape, original) VALUES ((SELECT coalesce(max(position), 0) + 1 FROM data_row), ?, ?)", shape, json));
    }

    /** Completes with how many of the counts were taken. */
    public CompletableFuture<Integer> setCounts(List<RowCount> counts) {
        return writer.write(connection -> {
            int taken = 0;
            for (var count : counts) {
                taken += Sql.update(connection, "UPDATE data_row SET tokens = ?, trained = ?, problem = ? WHERE id = ? AND revision = ?", count.tokens(), count.trained(), count.problem(),
                        count.id(), count.revision());
            }
            return taken;
        });
    }

    /** Forgets all counts: another model counts otherwise. Counts under way will not be taken. */
    public CompletableFuture<Integer> clearCounts() {
        return writer.write(connection -> Sql.update(connection, "UPDATE data_row SET tokens = NULL, trained = NULL, problem = NULL, revision = revision + 1"));
    }

    /** Writes the rows as they are now to a file of JSON lines, whole or not at all; how many there are. */
    public int export(Path file) throws IOException {
        return RowFile.write(readers, file);
    }
}
