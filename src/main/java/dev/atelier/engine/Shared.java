package dev.atelier.engine;

/** Something that several use at once and that a cache may drop meanwhile: closed when it was dropped and the last user has let go. */
public final class Shared<T> {
    private final T value;
    private final Runnable close;
    private int users;
    private boolean dropped;

    /** A user's hold on it; to be closed once. */
    public interface Lease<T> extends AutoCloseable {
        T value();

        @Override
        void close();
    }

    public Shared(T value, Runnable close) {
        this.value = value;
        this.close = close;
    }

    /** Not after {@link #drop}. */
    public synchronized Lease<T> lease() {
        if (dropped) {
            throw new IllegalStateException("dropped");
        }
        users++;
        return new Hold();
    }

    public synchronized boolean inUse() {
        return users > 0;
    }

    /** Nobody will ask for it again. */
    public void drop() {
        boolean last;
        synchronized (this) {
            last = !dropped && users == 0;
            dropped = true;
        }
        if (last) {
            close.run();
        }
    }

    private void release() {
        boolean last;
        synchronized (this) {
            last = --users == 0 && dropped;
        }
        if (last) {
            close.run();
        }
    }

    private final class Hold implements Lease<T> {
        @Override
        public T value() {
            return value;
        }

        @Override
        public void close() {
            release();
        }
    }
}
