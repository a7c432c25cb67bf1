package dev.atelier.domain;

/** A request to stop, made on one thread and seen on another. */
public final class Cancel {
    private volatile boolean requested;

    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }
}
