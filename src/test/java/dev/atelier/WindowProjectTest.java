package dev.atelier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.Json;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.Settings;
import dev.atelier.job.RunMirror;
import dev.atelier.job.RunState;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowFilter;
import dev.atelier.store.SettingsStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A project of the window, trained from the command line while the window has it open. */
@Tag("heavy")
@Timeout(180)
class WindowProjectTest {
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path root;

    @Test
    void trainsOnItsRowsAsTheyAreNow() throws Exception {
        Path text = TinyProject.write(root.resolve("text"), Map.of());
        Path folder = root.resolve("window");
        try (var project = ProjectFile.open(folder)) {
            assertRefused("wanted rows to train on", folder);
            for (String line : Files.readAllLines(text.resolve("train.jsonl"))) {
                project.rows().add("prompt/completion", line);
            }
            project.flush();
            assertRefused("wanted a model, found none chosen", folder);
            var config = Settings.with(Settings.defaults(), Map.of("max_steps", "3", "rank", "4", "micro_batch", "4", "precision", "f32", "device", "cpu"));
            project.settings().put(SettingsStore.MODEL, text.resolve("model").toString());
            project.settings().put(SettingsStore.CONFIG, Settings.toJson(config).toString());
            project.settings().put(SettingsStore.NAME, "my rows");
            Files.copy(text.resolve("train.jsonl"), folder.resolve("heldout.jsonl"));
            project.settings().put(SettingsStore.HELDOUT, "heldout.jsonl");
            project.rows().delete(project.rows().ids(new RowFilter.All())[0]);
            project.flush();
            var train = TrainProcess.start(root, folder.resolve(ProjectFile.NAME).toString());
            assertThat(train.exit(LONG)).as(train.err()).isZero();
            var run = new RunFolder(project.runsFolder().resolve("my-rows-1"));
            assertThat(Json.parse(train.out(), "output").path("run").asText()).isEqualTo(run.root().toString());
            assertThat(Files.readAllLines(run.train()).size() + Files.readAllLines(run.val()).size()).isEqualTo(39);
            assertThat(run.heldout()).hasSameTextualContentAs(text.resolve("train.jsonl"));
            var found = new RunMirror(project).catchUp();
            assertThat(found).extracting(RunMirror.Mirrored::state).containsExactly(new RunState.Finished());
            assertThat(project.runs().history(found.getFirst().id()).steps()).hasSize(3);
        }
    }

    private void assertRefused(String why, Path folder) throws Exception {
        var train = TrainProcess.start(root, folder.toString());
        assertThat(train.exit(LONG)).isEqualTo(2);
        assertThat(train.err()).contains(why).hasLineCount(1);
    }
}
