package dev.atelier;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.Json;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.Settings;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.SettingsStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A project of the window with {@link TinyProject}'s rows and model. */
final class WindowProject {
    private static final Map<String, String> SMALL = Map.of("rank", "4", "micro_batch", "4", "accumulation", "1", "precision", "f32", "device", "cpu");

    private WindowProject() {}

    /** Makes it in {@code folder}; {@code settings} besides those that fit the model. */
    static void write(Path folder, Map<String, String> settings) throws IOException {
        Path tiny = TinyProject.write(folder.resolveSibling("tiny"), Map.of());
        try (var file = ProjectFile.open(folder)) {
            for (String line : Files.readAllLines(tiny.resolve("train.jsonl"))) {
                file.rows().add("prompt/completion", line);
            }
            file.settings().put(SettingsStore.MODEL, tiny.resolve("model").toString());
            file.settings().put(SettingsStore.CONFIG, Json.line(Settings.toJson(Settings.with(Settings.with(Settings.defaults(), SMALL), settings))));
            file.flush();
        }
    }

    /** What the run's engine has told so far. */
    static RunHistory told(RunFolder run) throws IOException {
        var history = new RunHistory();
        new EventTail(run.events()).poll().forEach(history::apply);
        return history;
    }
}
