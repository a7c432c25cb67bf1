package dev.atelier.view;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of a room's decisions have in common: a project of their own, in English, which they may close and open again. */
public abstract class OpenProjectTest {
    @TempDir
    protected Path root;
    protected OpenProject project;

    @BeforeEach
    protected final void open() {
        project = new OpenProject(root, Locale.ENGLISH);
    }

    @AfterEach
    protected final void close() {
        project.close();
    }
}
