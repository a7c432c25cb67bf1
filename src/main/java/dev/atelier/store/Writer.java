package dev.atelier.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The one connection that writes, on the one thread that uses it: writes happen in the order they were asked for, each in a transaction. */
final class Writer implements AutoCloseable {
    private final Connection connection;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("project writer").factory());

    Writer(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /** Completes once {@code work} is committed; with a {@link StoreException} or what it threw if nothing of it was done. */
    <T> CompletableFuture<T> write(Sql.Work<T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> transaction(work), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new IllegalStateException("the project is closed", e));
        }
    }

    /** One statement; completes with whether there was something to change. */
    CompletableFuture<Boolean> update(String sql, @Nullable Object... arguments) {
        return write(connection -> Sql.update(connection, sql, arguments) > 0);
    }

    private <T> T transaction(Sql.Work<T> work) {
        try {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            rollback(e);
            throw StoreException.of(e);
        } catch (RuntimeException e) {
            rollback(e);
            throw e;
        }
    }

    private void rollback(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Waits until all that was asked for is done. */
    void flush() {
        write(_ -> true).join();
    }

    /** Does what is left to do first. */
    @Override
    public void close() {
        thread.close();
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }
}
