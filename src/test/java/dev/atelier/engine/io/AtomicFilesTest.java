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
    void aSweepPutsBackWhatAKilledWriterHadMovedAway() throws IOException {
        var step = folder.resolve("step-7");
        for (String name : new String[] {".step-7.old", ".step-7.0a1b2c3d.tmp", ".step-9.old", "step-9"}) {
            Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("a.txt"), name);
        }
        AtomicFiles.sweep(folder);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("step-7", "step-9");
        assertThat(step.resolve("a.txt")).hasContent(".step-7.old");
        assertThat(folder.resolve("step-9/a.txt")).hasContent("step-9");
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
