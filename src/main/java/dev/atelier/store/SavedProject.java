package dev.atelier.store;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A project as it was last written, only to be read: also while a window has it open, which does not hear of it. */
public final class SavedProject implements AutoCloseable {
    private final Path file;
    private final Readers readers;

    private SavedProject(Database database) {
        this.file = database.file();
        this.readers = new Readers(database);
    }

    /** A {@link UserError} if there is none, or none that this version can read. */
    public static SavedProject open(Path folderOrFile) throws IOException {
        Path file = ProjectFile.file(folderOrFile);
        if (!Files.isRegularFile(file)) {
            throw UserError.of(folderOrFile + ": wanted a project", "no " + ProjectFile.NAME + " in it", "make one in the window");
        }
        FileCheck.header(file);
        var database = new Database(file);
        FileCheck.content(database);
        return new SavedProject(database);
    }

    /** Whether there is a project's file in or at {@code folderOrFile}. */
    public static boolean at(Path folderOrFile) {
        return Files.isRegularFile(ProjectFile.file(folderOrFile));
    }

    public Path folder() {
        return ProjectFile.folder(file);
    }

    /** By key: see {@link SettingsStore}. */
    public Map<String, String> settings() {
        return readers.read(SettingsStore::all);
    }

    /** Writes the rows to a file of JSON lines; how many there are. */
    public int exportRows(Path to) throws IOException {
        return RowFile.write(readers, to);
    }

    @Override
    public void close() {
        readers.close();
    }
}
