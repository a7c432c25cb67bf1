package dev.atelier.store;

import dev.atelier.domain.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;

/** The project's rows as a file of JSON lines. */
final class RowFile {
    private RowFile() {}

    /** How many rows it wrote. */
    static int write(Readers readers, Path file) throws IOException {
        try {
            return readers.read(connection -> {
                var rows = new int[1];
                try (var statement = connection.createStatement();
                        var results = statement.executeQuery("SELECT coalesce(edited, original) FROM data_row WHERE deleted = 0 ORDER BY position, id")) {
                    AtomicFile.write(file, out -> {
                        try {
                            for (; results.next(); rows[0]++) {
                                out.write(results.getString(1).replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8)); // in JSON they are spaces
                                out.write('\n');
                            }
                        } catch (SQLException e) {
                            throw StoreException.of(e);
                        }
                    });
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return rows[0];
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
