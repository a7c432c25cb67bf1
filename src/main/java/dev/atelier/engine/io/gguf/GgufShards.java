package dev.atelier.engine.io.gguf;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A model in several GGUF files, as llama.cpp splits them: {@code name-00001-of-00003.gguf}; the first has the metadata, each says which it is. */
public final class GgufShards {
    static final String NUMBER = "split.no";
    static final String COUNT = "split.count";
    static final String TENSORS = "split.tensors.count";
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

    private GgufShards() {}

    /** The file that holds shard {@code number}, from 0, of {@code count}. */
    public static Path file(Path whole, int number, int count) {
        String name = String.valueOf(whole.getFileName());
        String stem = name.endsWith(".gguf") ? name.substring(0, name.length() - ".gguf".length()) : name;
        return whole.resolveSibling(String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", stem, number + 1, count));
    }

    /** The other files of the model whose first file is {@code first}; none where it is whole. {@link UserError} for another than the first. */
    static List<Path> others(Path first, Map<String, GgufValue> metadata) {
        int count = whole(metadata, COUNT, 1);
        if (count <= 1) {
            return List.of();
        }
        var name = NAME.matcher(String.valueOf(first.getFileName()));
        if (!name.matches() || Integer.parseInt(name.group(3)) != count || Integer.parseInt(name.group(2)) != whole(metadata, NUMBER, 0) + 1) {
            throw UserError.of(first + ": wanted the name that llama.cpp gives file " + (whole(metadata, NUMBER, 0) + 1) + " of " + count, first.getFileName().toString(), "name it as it was named");
        }
        Path whole = first.resolveSibling(name.group(1) + ".gguf");
        if (whole(metadata, NUMBER, 0) != 0) {
            throw UserError.of(first + ": wanted the first of " + count + " files", "another of them", "open " + file(whole, 0, count));
        }
        var others = new ArrayList<Path>();
        for (int i = 1; i < count; i++) {
            Path other = file(whole, i, count);
            if (!Files.isRegularFile(other)) {
                throw UserError.of(first + ": wanted all of its " + count + " files", "no " + other.getFileName(), "put it beside the others");
            }
            others.add(other);
        }
        return others;
    }

    private static int whole(Map<String, GgufValue> metadata, String key, int otherwise) {
        return metadata.get(key) instanceof GgufValue.Whole value ? Math.toIntExact(value.value()) : otherwise;
    }

    /**
     * Writes {@code whole} in files of at most {@code most} bytes of tensors, each at least one tensor; one file under its own name where all fit. A failure leaves none behind.
     *
     * @return the files, in order
     */
    public static List<Path> write(Path whole, Map<String, GgufValue> metadata, List<GgufWriter.Tensor> tensors, long most) throws IOException {
        var groups = groups(tensors, most);
        if (groups.size() == 1) {
            GgufWriter.write(whole, metadata, tensors);
            return List.of(whole);
        }
        var written = new ArrayList<Path>();
        try {
            for (int i = 0; i < groups.size(); i++) {
                var keys = new LinkedHashMap<String, GgufValue>(i == 0 ? metadata : Map.of());
                keys.put(NUMBER, new GgufValue.Whole(GgufType.UINT16, i));
                keys.put(COUNT, new GgufValue.Whole(GgufType.UINT16, groups.size()));
                keys.put(TENSORS, new GgufValue.Whole(GgufType.INT32, tensors.size()));
                Path file = file(whole, i, groups.size());
                GgufWriter.write(file, keys, groups.get(i));
                written.add(file);
            }
            return written;
        } catch (RuntimeException | Error e) {
            for (Path file : written) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    /** Files that {@link #write} makes of them. */
    public static int count(List<GgufWriter.Tensor> tensors, long most) {
        return groups(tensors, most).size();
    }

    private static List<List<GgufWriter.Tensor>> groups(List<GgufWriter.Tensor> tensors, long most) {
        var groups = new ArrayList<List<GgufWriter.Tensor>>();
        long bytes = 0;
        for (var tensor : tensors) {
            if (groups.isEmpty() || bytes + tensor.bytes() > most) {
                groups.add(new ArrayList<>());
                bytes = 0;
            }
            groups.getLast().add(tensor);
            bytes += tensor.bytes();
        }
        return groups;
    }
}
