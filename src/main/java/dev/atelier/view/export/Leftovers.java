package dev.atelier.view.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an export that is given up may leave: its file or folder, a file's parts, the Modelfile beside it.
 *
 * @param out what is to be written
 * @param before those that were there before it began, and stay
 */
record Leftovers(Path out, Set<Path> before) {
    private static final String ENDING = ".gguf";

    /** For an export to {@code out} that has not begun. */
    static Leftovers of(Path out) throws IOException {
        return new Leftovers(out, there(out));
    }

    /** A GGUF file's name without its ending. */
    static String stem(String name) {
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    private static Set<Path> there(Path out) throws IOException {
        Path folder = out.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Set.of();
        }
        String name = out.getFileName().toString();
        var ours = Pattern.compile(Pattern.quote(name) + "|" + Pattern.quote(stem(name)) + "(\\.Modelfile|-\\d{5}-of-\\d{5}\\.gguf)");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> ours.matcher(file.getFileName().toString()).matches()).collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Deletes what came since, unless it replaced a file that was there. */
    void remove() throws IOException {
        for (Path file : there(out)) {
            if (!before.contains(file)) {
                delete(file);
            }
        }
    }

    private static void delete(Path written) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(written)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
