package dev.atelier.ui;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** What was done, newest first, and how to take it back. {@link #nextProperty} and {@link #redoNextProperty} name what would be undone or redone; empty: nothing. */
public final class Undo {
    private static final int DEPTH = 500;
    private final Deque<Change> done = new ArrayDeque<>();
    private final Deque<Change> undone = new ArrayDeque<>();
    private final ReadOnlyStringWrapper next = new ReadOnlyStringWrapper(this, "next", "");
    private final ReadOnlyStringWrapper redoNext = new ReadOnlyStringWrapper(this, "redoNext", "");

    /** One step: {@code what} names it, as in "Undo: edit of row 12". */
    public record Change(String what, Runnable undo, Runnable redo) {}

    /** Remembers what has just been done. */
    public void add(String what, Runnable undo, Runnable redo) {
        done.push(new Change(what, undo, redo));
        if (done.size() > DEPTH) {
            done.removeLast();
        }
        undone.clear();
        tell();
    }

    /** The newest step goes on: taken back it is taken back as a whole, done again it ends with {@code redo}. */
    public void amend(Runnable redo) {
        Change newest = done.pop();
        done.push(new Change(newest.what(), newest.undo(), redo));
        undone.clear();
        tell();
    }

    public void undo() {
        if (!done.isEmpty()) {
            Change change = done.pop();
            undone.push(change);
            change.undo().run();
            tell();
        }
    }

    public void redo() {
        if (!undone.isEmpty()) {
            Change change = undone.pop();
            done.push(change);
            change.redo().run();
            tell();
        }
    }

    /** Forgets everything: what it speaks of is gone. */
    public void clear() {
        done.clear();
        undone.clear();
        tell();
    }

    public ReadOnlyStringProperty nextProperty() {
        return next.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty redoNextProperty() {
        return redoNext.getReadOnlyProperty();
    }

    private void tell() {
        next.set(done.isEmpty() ? "" : done.peek().what());
        redoNext.set(undone.isEmpty() ? "" : undone.peek().what());
    }
}
