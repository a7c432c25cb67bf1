package dev.atelier.view.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a file or folder turned out to be.
 *
 * @param kind in words, such as "a model folder"; empty if it was not recognised
 * @param problems why it cannot be used, one line each
 * @param actions what can be done with it now, the likeliest first
 */
record Report(Path path, String title, String kind, List<Fact> facts, List<Part> parts, List<Lamp> lamps, List<String> problems, List<Action> actions) {

    /** Something to be done with {@code path}. */
    record Action(Does does, Path path) {}

    /** What can be done. */
    enum Does {
        USE("fth-box"), CHAT("fth-message-circle"), CONTINUE("fth-sliders"), BASE("fth-box"), FOLDER("fth-search"), IMPORT("fth-database"), OPEN("fth-folder");

        private final String icon;

        Does(String icon) {
            this.icon = icon;
        }

        String icon() {
            return icon;
        }

        String key() {
            return "does." + name().toLowerCase(Locale.ROOT);
        }
    }
}
