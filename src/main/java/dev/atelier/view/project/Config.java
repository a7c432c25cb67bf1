package dev.atelier.view.project;

import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.ui.Undo;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** The settings of the project's next run: saved as they change, each change can be undone. */
public final class Config {
    private static final long ONE_MOVE = 1_000_000_000; // ns: what a moving slider does within it is one step to undo
    private final Project project;
    private final Undo undo;
    private final ReadOnlyObjectWrapper<TrainingConfig> current;
    private long changed;

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
        TrainingConfig was = current.get();
        if (!was.equals(next)) {
            put(next);
            long now = System.nanoTime();
            if (undo.nextProperty().get().equals(what) && now - changed < ONE_MOVE) {
                undo.amend(() -> put(next));
            } else {
                undo.add(what, () -> put(was), () -> put(next));
            }
            changed = now;
        }
    }

    private void put(TrainingConfig next) {
        current.set(next);
        project.put("config", Json.line(Settings.toJson(next)));
    }
}
