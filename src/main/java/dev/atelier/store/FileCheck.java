package dev.atelier.store;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Whether a file is a project that this version can open; it is only read. See <a href="https://sqlite.org/fileformat2.html">SQLite's file format</a>. */
final class FileCheck {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 100;
    private static final int USER_VERSION = 60;
    private static final int APPLICATION_ID = 68;

    private FileCheck() {}

    /** By its first 100 bytes; a {@link UserError} if it is something else or too new. */
    static void header(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(HEADER);
        }
        if (bytes.length < HEADER || !ByteBuffer.wrap(bytes, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw UserError.of(file + ": wanted a project", "a file of another kind", "choose a folder, or a file that Atelier wrote");
        }
        int application = ByteBuffer.wrap(bytes).getInt(APPLICATION_ID);
        if (application != Schema.APPLICATION_ID) {
            throw UserError.of(file + ": wanted a project", "the database of another program", "choose a folder, or a file that Atelier wrote");
        }
        version(file, ByteBuffer.wrap(bytes).getInt(USER_VERSION));
    }

    /** Reads all of it; a {@link UserError} if it is damaged. */
    static void content(Database database) {
        try (var connection = database.untouched()) {
            version(database.file(), (int) Sql.number(connection, "PRAGMA user_version"));
            String found = Sql.first(connection, "PRAGMA quick_check(1)", row -> row.getString(1)).orElse("nothing");
            if (!found.equals("ok")) {
                throw damaged(database.file(), found);
            }
        } catch (SQLException e) {
            throw StoreException.damage(e) ? damaged(database.file(), String.valueOf(e.getMessage())) : StoreException.of(e);
        }
    }

    private static void version(Path file, int version) {
        if (version > Schema.version()) {
            throw UserError.of(file + ": wanted a project of version " + Schema.version() + " or older", "version " + version, "open it with a newer Atelier");
        }
    }

    private static UserError damaged(Path file, String how) {
        return UserError.of(file + ": wanted a whole project", "a damaged file (" + how.strip().replaceAll("\\s*\\R\\s*", " ") + ")",
                "put a copy of it back; the runs beside it are not touched");
    }
}
