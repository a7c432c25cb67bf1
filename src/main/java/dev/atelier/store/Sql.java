package dev.atelier.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements with their arguments, in one line each. */
final class Sql {
    private Sql() {}

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** One row of a result to a value. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(Connection connection, String sql, Mapper<T> mapper, @Nullable Object... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (var rows = statement.executeQuery()) {
                var out = new ArrayList<T>();
                while (rows.next()) {
                    out.add(mapper.map(rows));
                }
                return out;
            }
        }
    }

    static <T> Optional<T> first(Connection connection, String sql, Mapper<T> mapper, @Nullable Object... arguments) throws SQLException {
        return list(connection, sql, mapper, arguments).stream().findFirst();
    }

    /** The number in the first column of the first row, 0 if there is none. */
    static long number(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        return first(connection, sql, row -> row.getLong(1), arguments).orElse(0L);
    }

    /** How many rows it changed. */
    static int update(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    /** The id of the row it inserted. */
    static long insert(Connection connection, String sql, @Nullable Object... arguments) throws SQLException {
        update(connection, sql, arguments);
        return number(connection, "SELECT last_insert_rowid()");
    }

    /** Adds the arguments to the statement's batch. */
    static void batch(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        bind(statement, arguments);
        statement.addBatch();
    }

    static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    /** A real number; NaN, which SQLite has not, is kept as NULL. */
    static double real(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case Integer number -> statement.setInt(i + 1, number);
                case Long number -> statement.setLong(i + 1, number);
                case Boolean flag -> statement.setInt(i + 1, flag ? 1 : 0);
                case Double number when number.isNaN() -> statement.setObject(i + 1, null);
                case Double number -> statement.setDouble(i + 1, number);
                case null -> statement.setObject(i + 1, null);
                case Object other -> statement.setString(i + 1, other.toString());
            }
        }
    }
}
