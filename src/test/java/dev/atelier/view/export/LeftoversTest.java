package dev.atelier.view.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    @TempDir
    private Path folder;

    @Test
    void whatCameSinceGoesAndTheRestStays() throws Exception {
        write("a.Modelfile", "a-Q8_0.gguf", "a-00001-of-00002.gguf");
        var leftovers = Leftovers.of(folder.resolve("a.gguf"));
        write("a.gguf", "a-00001-of-00003.gguf", "a-00002-of-00003.gguf", "b.gguf", "a-notes.gguf");
        leftovers.remove();
        assertThat(names()).containsExactlyInAnyOrder("a.Modelfile", "a-Q8_0.gguf", "a-00001-of-00002.gguf", "b.gguf", "a-notes.gguf");
        var again = Leftovers.of(folder.resolve("b.gguf"));
        write("b.Modelfile");
        again.remove();
        assertThat(names()).contains("b.gguf").doesNotContain("b.Modelfile");
    }

    @Test
    void foldersGoWithAllThatIsInThem() throws Exception {
        var leftovers = Leftovers.of(folder.resolve("new/merged"));
        Files.createDirectories(folder.resolve("new/merged/deep"));
        write("new/merged/deep/file");
        leftovers.remove();
        assertThat(folder.resolve("new")).isEmptyDirectory();
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve(name), name);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
