package dev.atelier.view;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Short messages beside the room that need no answer. On the window's thread. */
public final class Notices {
    private static final int MOST = 3;
    private final ObservableList<Notice> shown = FXCollections.observableArrayList();

    /** How it is meant. */
    public enum Kind {
        INFO, SUCCESS, WARNING, ERROR
    }

    /** One message; {@code action}, if there is one, is a button with its name. */
    public record Notice(Kind kind, String text, @Nullable String actionName, @Nullable Runnable action) {}

    public void info(String text) {
        add(new Notice(Kind.INFO, text, null, null));
    }

    public void success(String text, String actionName, Runnable action) {
        add(new Notice(Kind.SUCCESS, text, actionName, action));
    }

    public void warn(String text) {
        add(new Notice(Kind.WARNING, text, null, null));
    }

    /** Something the user asked for could not be done; it stays until closed. */
    public void error(String text) {
        add(new Notice(Kind.ERROR, text, null, null));
    }

    public void add(Notice notice) {
        shown.remove(notice);
        shown.add(notice);
        while (shown.size() > MOST) {
            shown.removeFirst();
        }
    }

    /** Takes away what only tells of something that went well: the user has gone elsewhere. */
    public void leave() {
        shown.removeIf(notice -> notice.kind() == Kind.INFO || notice.kind() == Kind.SUCCESS);
    }

    /** Oldest first. */
    public ObservableList<Notice> shown() {
        return shown;
    }
}
