package dev.atelier.view.project;

import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.ui.Undo;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** The settings of the project's next run: saved as they change, each change can be undone. */
public final class Config {
    private static final long ONE_MOVE = 1_000_000_000; // ns: what a moving slider does within it is one step to undo
    private final Project project;
    private final Undo undo;
    private final ReadOnlyObjectWrapper<TrainingConfig> current;
    private long changed;
    private @Nullable Object newest; // the movement of the newest step; this: none, so that time tells; null: it was undone

    Config(Project project, Undo undo) {
        this.project = project;
        this.undo = undo;
        this.current = new ReadOnlyObjectWrapper<>(this, "current", project.get("config").map(Config::read).orElse(Settings.defaults()));
    }

    private static TrainingConfig read(String text) {
        try {
            return Settings.fromJson(Json.parse(text, "config"), "config");
        } catch (UserError e) {
            return Settings.defaults(); // written by a version with other ranges
        }
    }

    public ReadOnlyObjectProperty<TrainingConfig> currentProperty() {
        return current.getReadOnlyProperty();
    }

    public TrainingConfig current() {
        return current.get();
    }

    /** Changes settings by name, as after {@code --set}; {@code what} names the change for undo. A value out of range is a {@link UserError} and changes nothing. */
    public void change(String what, Map<String, String> changes) {
        set(what, Settings.with(current.get(), changes));
    }

    /** Takes {@code next}; {@code what} names the change for undo. */
    public void set(String what, TrainingConfig next) {
        set(what, next, newest == this && undo.nextProperty().get().equals(what) && System.nanoTime() - changed < ONE_MOVE, this);
    }

    /** The same in a movement, such as the dragging of a mouse: all of {@code move}'s changes are one step to undo, however long they take. */
    public void set(String what, TrainingConfig next, Object move) {
        set(what, next, newest == move && undo.nextProperty().get().equals(what), move);
    }

    private void set(String what, TrainingConfig next, boolean goesOn, Object move) {
        TrainingConfig was = current.get();
        if (was.equals(next)) {
            return;
        }
        put(next);
        if (goesOn) {
            undo.amend(() -> back(next));
        } else {
            undo.add(what, () -> back(was), () -> back(next));
        }
        newest = move;
        changed = System.nanoTime();
    }

    /** Undone or redone: what goes on after that is another step. */
    private void back(TrainingConfig config) {
        newest = null;
        put(config);
    }

    private void put(TrainingConfig next) {
        current.set(next);
        project.put("config", Json.line(Settings.toJson(next)));
    }
}
