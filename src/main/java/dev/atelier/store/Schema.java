package dev.atelier.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables, as a list of scripts: {@code user_version} counts those that a file has been through. */
final class Schema {
    /** "ATLR": says that an SQLite file is a project. */
    static final int APPLICATION_ID = 0x41544C52;

    private static final List<String> SCRIPTS = List.of("1.sql", "2.sql", "3.sql", "4.sql");

    private Schema() {}

    static int version() {
        return SCRIPTS.size();
    }

    /** Runs the scripts that the file has not been through, each in a transaction of its own. */
    static void migrate(Connection connection) throws SQLException {
        for (int version = (int) Sql.number(connection, "PRAGMA user_version"); version < version(); version++) {
            run(connection, script(SCRIPTS.get(version)), version + 1);
        }
    }

    /** Runs {@code script}, after which the file is of {@code version}; all of it or nothing. */
    static void run(Connection connection, String script, int version) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*\\n")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA application_id = " + APPLICATION_ID);
            statement.execute("PRAGMA user_version = " + version);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String script(String name) {
        try (var in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new LinkageError("no script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
