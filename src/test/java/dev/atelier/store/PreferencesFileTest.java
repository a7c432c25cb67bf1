package dev.atelier.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferencesFileTest {
    @TempDir
    Path root;

    @Test
    void areThereAgain() throws Exception {
        Path config = root.resolve("config");
        assertThat(new PreferencesFile(config).get()).isEqualTo(Preferences.DEFAULTS);
        assertThat(config).as("reading makes nothing").doesNotExist();
        Path project = Files.createDirectory(root.resolve("a: project"));
        Path model = Files.createDirectory(root.resolve("modèle"));
        Preferences kept = new PreferencesFile(config).update(preferences -> preferences.opened(project).used(model).with(Preferences.Theme.DARK).with(Preferences.Language.FR)
                .with(new Preferences.Bounds(1, 2, 1280, 800, true)));
        assertThat(new PreferencesFile(config).get()).isEqualTo(kept);
        assertThat(kept.lastProject()).isEqualTo(project);
        assertThat(new PreferencesFile(config).update(Preferences::closed).lastProject()).isNull();
    }

    @Test
    void rememberTwelveProjectsTheLastFirstWithoutThoseThatVanished() throws Exception {
        var file = new PreferencesFile(root);
        var folders = new ArrayList<Path>();
        for (int i = 0; i < 15; i++) {
            Path folder = Files.createDirectory(root.resolve("project " + i));
            folders.addFirst(folder);
            file.update(preferences -> preferences.opened(folder));
        }
        assertThat(file.get().recentProjects()).isEqualTo(folders.subList(0, Preferences.RECENT));
        file.update(preferences -> preferences.opened(folders.get(5)));
        Files.delete(folders.get(0));
        Files.delete(folders.get(5));
        Preferences read = new PreferencesFile(root).get();
        assertThat(read.recentProjects()).startsWith(folders.get(1), folders.get(2)).doesNotContain(folders.get(0), folders.get(5)).hasSize(Preferences.RECENT - 2);
        assertThat(read.lastProject()).isNull();
    }

    @Test
    void aDamagedFileIsSetAside() throws Exception {
        for (String text : List.of("{\"theme\": \"dark\", ", "[]", "{\"theme\": \"purple\"}", "{\"window\": 3}", "")) {
            Path file = Files.writeString(root.resolve("preferences.json"), text);
            assertThat(new PreferencesFile(root).get()).isEqualTo(Preferences.DEFAULTS);
            assertThat(file).doesNotExist();
            assertThat(root.resolve("preferences.json.damaged")).hasContent(text);
        }
    }
}
