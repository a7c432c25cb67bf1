package dev.atelier.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Read-only connections: as many as there are threads that read at the same time, a few of them kept. */
final class Readers implements AutoCloseable {
    private static final int KEPT = 4;
    private final Database database;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    Readers(Database database) {
        this.database = database;
    }

    /** What {@code work} reads; it sees every write that has completed. */
    <T> T read(Sql.Work<T> work) {
        try {
            Connection connection = take();
            try {
                return work.on(connection);
            } finally {
                giveBack(connection);
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    private Connection take() throws SQLException {
        @Nullable Connection kept;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the project is closed");
            }
            kept = idle.poll();
        }
        return kept == null ? database.reading() : kept;
    }

    private void giveBack(Connection connection) throws SQLException {
        synchronized (this) {
            if (!closed && idle.size() < KEPT) {
                idle.push(connection);
                return;
            }
        }
        connection.close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            while (!idle.isEmpty()) {
                idle.pop().close();
            }
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }
}
