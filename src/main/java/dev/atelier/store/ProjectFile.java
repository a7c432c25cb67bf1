package dev.atelier.store;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * An open project: a folder with project.atelier, an SQLite file, and runs/. Methods that write return at once; what they return completes when
 * it is on the disk, in the order of the calls. Methods that read answer on the calling thread, which is not the window's.
 */
public final class ProjectFile implements AutoCloseable {
    public static final String NAME = "project.atelier";
    private static final String EXTENSION = ".atelier";

    private final Path file;
    private final ProjectLock lock;
    private final Writer writer;
    private final Readers readers;
    private final SettingsStore settings;
    private final RowStore rows;
    private final RunStore runs;
    private final ChatStore chats;
    private final ExportStore exports;

    private ProjectFile(Database database, ProjectLock lock, Connection connection) throws SQLException {
        this.file = database.file();
        this.lock = lock;
        this.writer = new Writer(connection);
        this.readers = new Readers(database);
        this.settings = new SettingsStore(readers, writer);
        this.rows = new RowStore(readers, writer);
        this.runs = new RunStore(readers, writer);
        this.chats = new ChatStore(readers, writer);
        this.exports = new ExportStore(readers, writer);
    }

    /** Loads what reads and writes the files, which takes a while; else the first project opened does. */
    public static void prepare() {
        Database.prepare();
    }

    /** Opens or creates. A {@link UserError}, and nothing touched, for a file that is none of ours, too new, damaged, or open in another window. */
    public static ProjectFile open(Path folderOrFile) {
        Path file = file(folderOrFile);
        try {
            Files.createDirectories(folder(file));
            if (Files.exists(file)) {
                FileCheck.header(file);
            }
            return open(file, ProjectLock.acquire(file));
        } catch (FileSystemException e) {
            throw new UserError(file + ": wanted a folder to read and write in, found " + e.getClass().getSimpleName() + " at " + e.getFile() + ": choose another or change its permissions", e);
        } catch (IOException e) {
            throw new UserError(file + ": wanted to open the project, found " + e + ": check the disk", e);
        }
    }

    private static ProjectFile open(Path file, ProjectLock lock) throws IOException {
        var database = new Database(file);
        try {
            if (Files.exists(file)) {
                FileCheck.header(file);
                FileCheck.content(database);
            } else {
                create(file);
            }
            Files.createDirectories(folder(file).resolve("runs"));
            return new ProjectFile(database, lock, connect(database));
        } catch (SQLException e) {
            lock.close();
            throw StoreException.of(e);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The connection that writes, to a file of this version. */
    private static Connection connect(Database database) throws SQLException {
        Connection connection = database.writing();
        try {
            Schema.migrate(connection);
            Sql.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)"); // the file's first bytes tell its version
            purge(connection);
            RowImport.prepare(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Made beside its place and moved there: a project is there whole or not at all. */
    private static void create(Path file) throws IOException, SQLException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.deleteIfExists(temporary);
            try (var connection = new Database(temporary).writing()) {
                Schema.migrate(connection);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** What was deleted, and not undone, when the project was last open. */
    private static void purge(Connection connection) throws SQLException {
        for (String table : new String[] {"data_row", "message", "conversation"}) {
            Sql.update(connection, "DELETE FROM " + table + " WHERE deleted = 1");
        }
    }

    /** The project's file in or at {@code folderOrFile}, which need not exist. */
    public static Path file(Path folderOrFile) {
        Path path = folderOrFile.toAbsolutePath().normalize();
        boolean named = path.toString().endsWith(EXTENSION) && !Files.isDirectory(path);
        return real(named || Files.isRegularFile(path) ? path : path.resolve(NAME));
    }

    /** One project has one path, whatever links lead to it. */
    private static Path real(Path file) {
        try {
            Path folder = folder(file);
            return Files.exists(folder) ? folder.toRealPath().resolve(file.getFileName()) : file;
        } catch (IOException e) {
            return file;
        }
    }

    static Path folder(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw UserError.of("wanted a project", file.toString(), "choose a folder");
        }
        return parent;
    }

    public Path file() {
        return file;
    }

    public Path folder() {
        return folder(file);
    }

    /** Where the project's run folders lie. */
    public Path runsFolder() {
        return folder().resolve("runs");
    }

    public SettingsStore settings() {
        return settings;
    }

    public RowStore rows() {
        return rows;
    }

    public RunStore runs() {
        return runs;
    }

    public ChatStore chats() {
        return chats;
    }

    public ExportStore exports() {
        return exports;
    }

    /** Waits until every write asked for so far is on the disk, or has failed. */
    public void flush() {
        writer.flush();
    }

    /** Does what is left to write, then lets go of the file. */
    @Override
    public void close() {
        try (lock) {
            readers.close();
            writer.close();
        } catch (IOException e) {
            throw new UserError(file + ": wanted to close the project, found " + e + ": check the disk", e);
        }
    }
}
