package dev.atelier.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A project as text, like the samples: project.json beside its rows. Paths are absolute; {@code settings} are the defaults with the project's changes. */
public record ProjectSpec(String name, Path model, Path train, Optional<Path> heldout, TrainingConfig settings) {
    public static final String FILE = "project.json";

    /** Reads {@code folder/project.json}; a file it names that is not there is a {@link UserError}. */
    public static ProjectSpec read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw UserError.of(folder + ": wanted a project folder or a run folder", Files.isDirectory(folder) ? "neither project.json nor run.json in it" : "no such folder",
                    "try sample-projects/dockerfiles");
        }
        JsonNode json = Json.parse(Files.readString(file), file.toString());
        Path model = path(file, json, "model");
        Path train = path(file, json, "train");
        Optional<Path> heldout = json.hasNonNull("heldout") ? Optional.of(path(file, json, "heldout")) : Optional.empty();
        TrainingConfig settings = json.hasNonNull("settings") ? Settings.with(Settings.defaults(), json.path("settings"), file + ": settings") : Settings.defaults();
        Path named = folder.toAbsolutePath().normalize().getFileName();
        return new ProjectSpec(json.path("name").asText(named == null ? "project" : named.toString()), model, train, heldout, settings);
    }

    private static Path path(Path file, JsonNode json, String key) {
        if (!json.path(key).isTextual()) {
            throw UserError.of(file + ": wanted a path for \"" + key + "\"", json.path(key).isMissingNode() ? "none" : json.path(key).toString(), "add it, relative to the file");
        }
        Path path = file.resolveSibling(json.path(key).asText()).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw UserError.of(file + ": \"" + key + "\": wanted a file or folder", "nothing at " + path, "mend the path, which is relative to the file");
        }
        return path;
    }
}
