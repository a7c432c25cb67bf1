package dev.atelier.view.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What comes with the program: the starter model and the sample projects, read-only. {@code folder} is sample-projects. */
public record Starter(Path folder) {
    public Path model() {
        return folder.resolve("starter-model");
    }

    /** Folders with a project.json, by name. */
    public List<Path> samples() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.isRegularFile(entry.resolve("project.json"))).sorted().toList();
        } catch (java.io.IOException e) {
            return List.of(); // a program without its samples still works
        }
    }
}
