package dev.atelier.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aFolderIsReplacedWhole() throws IOException {
        var target = folder.resolve("adapter");
        AtomicFiles.writeFolder(target, f -> Files.writeString(f.resolve("old.txt"), "1"));
        AtomicFiles.writeFolder(target, f -> Files.writeString(f.resolve("new.txt"), "2"));
        assertThat(target.toFile().list()).containsExactly("new.txt");
        assertThat(folder.toFile().list()).containsExactly("adapter");
    }

    @Test
    void afterAFailureTheOldFolderStands() throws IOException {
        var target = folder.resolve("adapter");
        AtomicFiles.writeFolder(target, f -> Files.writeString(f.resolve("old.txt"), "1"));
        assertThatThrownBy(() -> AtomicFiles.writeFolder(target, f -> {
            Files.writeString(f.resolve("new.txt"), "2");
            throw new IOException("No space left on device");
        })).isInstanceOf(UserError.class).hasMessageContaining("No space left").hasMessageContaining("adapter");
        assertThat(target.toFile().list()).containsExactly("old.txt");
        assertThat(folder.toFile().list()).containsExactly("adapter");
    }

    @Test
    void afterAFailureTheOldFileStands() throws IOException {
        var target = folder.resolve("a.txt");
        AtomicFiles.writeString(target, "old");
        assertThatThrownBy(() -> AtomicFiles.write(target, c -> {
            throw new IOException("No space left on device");
        })).isInstanceOf(UserError.class);
        assertThat(Files.readString(target)).isEqualTo("old");
        assertThat(folder.toFile().list()).containsExactly("a.txt");
    }
}
