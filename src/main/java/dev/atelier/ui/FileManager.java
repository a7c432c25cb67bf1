package dev.atelier.ui;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Opens files and folders in the system's own program for them. */
public final class FileManager {
    private FileManager() {}

    /** The started helper; an error where there is no such file, or no program that opens it. */
    public static Process open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String opener = system.startsWith("windows") ? "explorer" : system.startsWith("mac") ? "open" : "xdg-open";
        return new ProcessBuilder(opener, path.toString()).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
    }
}
