package dev.atelier.cli;

import dev.atelier.domain.Json;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.Settings;
import dev.atelier.domain.UserError;
import dev.atelier.store.SavedProject;
import dev.atelier.store.SettingsStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What to train, from a project as text or from one that the window keeps. */
sealed interface ProjectSource extends AutoCloseable {
    static ProjectSource of(Path from) throws IOException {
        return Files.isRegularFile(from.resolve(ProjectSpec.FILE)) || !SavedProject.at(from) ? new Text(from) : Window.open(from);
    }

    /** Everything a run is prepared from; {@code model}: another than the project's. */
    ProjectSpec spec(Optional<Path> model) throws IOException;

    /** Where its runs go by default. */
    Path runs();

    @Override
    void close() throws IOException;

    /** project.json. */
    record Text(Path folder) implements ProjectSource {
        @Override
        public ProjectSpec spec(Optional<Path> model) throws IOException {
            ProjectSpec project = ProjectSpec.read(folder);
            return new ProjectSpec(project.name(), model.orElse(project.model()), project.train(), project.heldout(), project.settings());
        }

        @Override
        public Path runs() {
            return Path.of("runs");
        }

        @Override
        public void close() {}
    }

    /** project.atelier: its rows wait in a temporary file while the run is prepared. */
    record Window(SavedProject project, Path rows) implements ProjectSource {
        private static Window open(Path from) throws IOException {
            return new Window(SavedProject.open(from), Files.createTempFile("rows", ".jsonl"));
        }

        @Override
        public ProjectSpec spec(Optional<Path> model) throws IOException {
            Map<String, String> settings = project.settings();
            String where = project.folder() + ": the project's settings";
            if (project.exportRows(rows) == 0) {
                throw UserError.of(project.folder() + ": wanted rows to train on", "none", "drop a file on the window");
            }
            Optional<Path> heldout = Optional.ofNullable(settings.get(SettingsStore.HELDOUT)).map(project.folder()::resolve);
            return new ProjectSpec(settings.getOrDefault(SettingsStore.NAME, String.valueOf(project.folder().getFileName())), model.orElseGet(() -> model(settings)), rows, heldout,
                    Settings.fromJson(Json.parse(settings.getOrDefault(SettingsStore.CONFIG, "{}"), where), where));
        }

        private Path model(Map<String, String> settings) {
            return Optional.ofNullable(settings.get(SettingsStore.MODEL)).map(Path::of)
                    .orElseThrow(() -> UserError.of(project.folder() + ": wanted a model", "none chosen", "choose one in the window, or name one with --model"));
        }

        @Override
        public Path runs() {
            return project.folder().resolve("runs");
        }

        @Override
        public void close() throws IOException {
            project.close();
            Files.deleteIfExists(rows);
        }
    }
}
