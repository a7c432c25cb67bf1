package dev.atelier.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Questions to the user; tests answer them without a window. */
public interface Dialogs {
    /** A file to open, or empty; {@code endings} such as "*.jsonl". */
    Optional<Path> openFile(String title, String kind, List<String> endings);

    Optional<Path> openFolder(String title);

    /** Where to write; {@code name} is proposed. */
    Optional<Path> saveFile(String title, Path folder, String name, String kind, List<String> endings);

    /** Asks before what cannot be taken back; {@code actions} name what the buttons do. The index of the one chosen; empty if the question was closed. */
    Optional<Integer> choose(String title, String question, List<String> actions);

    /** A short text, such as a name. */
    Optional<String> ask(String title, String label, String proposal);
}
