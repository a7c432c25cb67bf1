package dev.atelier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.AtomicFile;
import dev.atelier.domain.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@link Preferences} in preferences.json; a file that cannot be understood is set aside as preferences.json.damaged. */
public final class PreferencesFile {
    private final Path file;
    private @Nullable Preferences read;

    /** @param folder the program's in the user's folder for settings; made when something is first kept */
    public PreferencesFile(Path folder) {
        this.file = folder.resolve("preferences.json");
    }

    /** Reads the file when first called; without what has vanished since it was written. */
    public synchronized Preferences get() {
        if (read == null) {
            read = load().existing();
        }
        return read;
    }

    /** Changes and keeps them; returns when they are on the disk. */
    public synchronized Preferences update(UnaryOperator<Preferences> change) {
        read = change.apply(get());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, Json.pretty(json(read)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private Preferences load() {
        try {
            if (!Files.isRegularFile(file)) {
                return Preferences.DEFAULTS;
            }
            try {
                return parse(Json.MAPPER.readTree(Files.readString(file)));
            } catch (JsonProcessingException | CharacterCodingException | IllegalArgumentException e) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
                return Preferences.DEFAULTS;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode json(Preferences preferences) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("recent_projects", Json.MAPPER.valueToTree(preferences.recentProjects()));
        out.set("recent_models", Json.MAPPER.valueToTree(preferences.recentModels()));
        out.put("theme", preferences.theme().name().toLowerCase(Locale.ROOT));
        out.put("language", preferences.language().name().toLowerCase(Locale.ROOT));
        out.set("window", Json.MAPPER.valueToTree(preferences.window()));
        return out.put("last_project", preferences.lastProject() == null ? null : preferences.lastProject().toString());
    }

    private static Preferences parse(JsonNode in) throws JsonProcessingException {
        if (!in.isObject()) {
            throw new IllegalArgumentException("no object");
        }
        var window = in.hasNonNull("window") ? Json.MAPPER.treeToValue(in.path("window"), Preferences.Bounds.class) : null;
        return new Preferences(paths(in.path("recent_projects")), paths(in.path("recent_models")), Preferences.Theme.valueOf(in.path("theme").asText("system").toUpperCase(Locale.ROOT)),
                Preferences.Language.valueOf(in.path("language").asText("system").toUpperCase(Locale.ROOT)), window,
                in.hasNonNull("last_project") ? Path.of(in.path("last_project").asText()) : null);
    }

    private static List<Path> paths(JsonNode list) {
        var out = new ArrayList<Path>();
        list.forEach(path -> out.add(Path.of(path.asText())));
        return out;
    }
}
