package dev.atelier.view.project;

import dev.atelier.domain.Json;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.Settings;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.SettingsStore;
import dev.atelier.ui.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opening and making projects. Of the whole program: the window it opens them in is told by {@link #openWith}. */
public final class Projects {
    private static final String HELDOUT = "heldout.jsonl";
    private final Places places;
    private final Tasks tasks;
    private Consumer<Path> window = folder -> {};

    public Projects(Places places, Tasks tasks) {
        this.places = places;
        this.tasks = tasks;
    }

    /** Whether {@code path} is a project of the window: its folder or its file. */
    public static boolean isOne(Path path) {
        return Files.isRegularFile(path.resolve(ProjectFile.NAME)) || Files.isRegularFile(path) && path.getFileName().toString().endsWith(".atelier");
    }

    /** Who shows an opened project. */
    public void openWith(Consumer<Path> opener) {
        window = opener;
    }

    /** Opens a project's folder or file in place of the one that is open. */
    public void open(Path path) {
        window.accept(Files.isRegularFile(path) ? path.toAbsolutePath().getParent() : path);
    }

    /** A folder for a new project that does not exist yet. */
    public Path fresh(String name) {
        int n = 1;
        Path folder = places.projects().resolve(name);
        while (Files.exists(folder)) {
            n++;
            folder = places.projects().resolve(name + " " + n);
        }
        return folder;
    }

    /** Opens a new project called so, or so with a number. */
    public void create(String name) {
        open(fresh(name));
    }

    /** Opens a copy of a sample; its rows are read once the copy is open. */
    public void openSample(Path sample) {
        tasks.run(() -> copy(sample), this::open);
    }

    private Path copy(Path sample) throws IOException {
        var spec = ProjectSpec.read(sample);
        Path folder = fresh(spec.name());
        Files.createDirectories(folder);
        try (var file = ProjectFile.open(folder)) {
            var settings = file.settings();
            settings.put("name", spec.name());
            settings.put("model", spec.model().toString());
            settings.put("config", Json.line(Settings.toJson(spec.settings())));
            settings.put("import", spec.train().toString());
            if (spec.heldout().isPresent()) {
                Path copy = folder.resolve(HELDOUT);
                Files.copy(spec.heldout().get(), copy);
                settings.put(SettingsStore.HELDOUT, HELDOUT);
            }
        }
        return folder;
    }
}
