package dev.atelier.engine.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A model, adapter or tokenizer as it lies on disk: equal to a later one as long as none of its files was written. */
public record FileStamp(Path path, List<Entry> files) {
    private static final Set<String> ENDINGS = Set.of("json", "safetensors", "jinja", "model", "txt");

    /** @param modified in milliseconds since 1970 */
    record Entry(String name, long bytes, long modified) {}

    /** Of a file, or of a folder's files that make a model. Throws NoSuchFileException if there is none. */
    public static FileStamp of(Path path) throws IOException {
        Path real = path.toRealPath();
        var files = new ArrayList<Entry>();
        if (Files.isRegularFile(real)) {
            files.add(entry(real));
        } else {
            try (var all = Files.list(real)) {
                for (Path file : all.filter(FileStamp::counts).sorted().toList()) {
                    files.add(entry(file));
                }
            }
        }
        return new FileStamp(real, files);
    }

    private static boolean counts(Path file) {
        String name = file.toString();
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
    }

    private static Entry entry(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Entry(String.valueOf(file.getFileName()), attributes.size(), attributes.lastModifiedTime().toMillis());
    }
}
