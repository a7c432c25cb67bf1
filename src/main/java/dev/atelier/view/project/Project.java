package dev.atelier.view.project;

import dev.atelier.store.ProjectFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** The open project: its folder, its name, and small settings by key that are saved as they change. */
public final class Project {
    private final ProjectFile file;
    private final Map<String, String> settings;
    private final StringProperty name;

    Project(ProjectFile file) {
        this.file = file;
        this.settings = new HashMap<>(file.settings().all());
        this.name = new SimpleStringProperty(this, "name", settings.getOrDefault("name", String.valueOf(file.folder().getFileName())));
        name.addListener((property, was, now) -> put("name", now));
    }

    public Path folder() {
        return file.folder();
    }

    public Optional<String> get(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    /** Saved at once, in the background. */
    public void put(String key, String value) {
        if (!value.equals(settings.put(key, value))) {
            file.settings().put(key, value);
        }
    }

    public StringProperty nameProperty() {
        return name;
    }
}
