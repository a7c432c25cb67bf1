package dev.atelier.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** Connections to one project file. Every commit is synced to the disk. */
final class Database {
    private static final int BUSY_MILLIS = 5000;
    private final Path file;

    Database(Path file) {
        this.file = file;
    }

    /** Loads the driver and SQLite itself. */
    static void prepare() {
        try {
            DriverManager.getConnection("jdbc:sqlite::memory:").close();
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    Path file() {
        return file;
    }

    /** For reading and writing; creates the file. */
    Connection writing() throws SQLException {
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        return DriverManager.getConnection("jdbc:sqlite:" + file.toUri(), config.toProperties());
    }

    /** For reading, also beside a writer in another process. */
    Connection reading() throws SQLException {
        return readOnly("mode=ro");
    }

    /** For a first look at a file: where no other process left a log, no file is made beside it. */
    Connection untouched() throws SQLException {
        return readOnly(Files.exists(file.resolveSibling(file.getFileName() + "-wal")) ? "mode=ro" : "immutable=1");
    }

    private Connection readOnly(String parameter) throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?" + parameter, config.toProperties());
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MILLIS);
        return config;
    }
}
