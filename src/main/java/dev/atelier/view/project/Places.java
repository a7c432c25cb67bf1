package dev.atelier.view.project;

import java.nio.file.Path;
import java.util.Locale;

/** Where the program keeps things: {@code config} for its own settings and logs, {@code projects} for new projects. The property atelier.home puts both under one folder. */
public record Places(Path config, Path projects) {
    public static Places ofUser() {
        Path home = Path.of(System.getProperty("user.home"));
        String one = System.getProperty("atelier.home");
        if (one != null) {
            return new Places(Path.of(one, "config"), Path.of(one, "projects"));
        }
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return new Places((system.startsWith("windows") ? folder("APPDATA", home.resolve("AppData/Roaming")) : system.startsWith("mac") ? home.resolve("Library/Application Support")
                : folder("XDG_CONFIG_HOME", home.resolve(".config"))).resolve("atelier"), home.resolve("Atelier"));
    }

    private static Path folder(String variable, Path otherwise) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? otherwise : Path.of(value);
    }
}
