package dev.atelier.view.project;

import dev.atelier.store.Preferences;
import dev.atelier.store.PreferencesFile;
import dev.atelier.ui.Tasks;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The user's preferences for the window's thread: a change counts at once and is written in the background. */
public final class Prefs {
    private final PreferencesFile file;
    private final Tasks tasks;
    private volatile Preferences current;

    public Prefs(Path folder, Tasks tasks) {
        this.file = new PreferencesFile(folder);
        this.tasks = tasks;
        this.current = file.get();
    }

    public Preferences get() {
        return current;
    }

    public void change(UnaryOperator<Preferences> change) {
        current = change.apply(current);
        tasks.run(() -> file.update(change), written -> {});
    }
}
