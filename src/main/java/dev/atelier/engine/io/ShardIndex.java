package dev.atelier.engine.io;

import dev.atelier.domain.JsonFile;
import dev.atelier.domain.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** model.safetensors.index.json: which file of the folder each tensor lies in. A file is named plainly, so that no index leads out of its folder. */
record ShardIndex(Path folder, Map<String, String> byTensor) {
    static final String FILE = "model.safetensors.index.json";
    private static final Pattern PLAIN = Pattern.compile("[^/\\\\:\\p{Cntrl}]{1,200}\\.safetensors");

    static ShardIndex read(Path folder) {
        var file = folder.resolve(FILE);
        var map = JsonFile.CONFIG.object(file).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw UserError.of(file + ": wanted a weight_map from tensors to files", map.isMissingNode() ? "none" : map.toString(), "fetch the file again");
        }
        var byTensor = new LinkedHashMap<String, String>();
        for (var entry : map.properties()) {
            var name = entry.getValue().asText();
            if (!PLAIN.matcher(name).matches()) {
                throw UserError.of(file + ": wanted .safetensors files beside it, named without a path", entry.getValue().toString(), "fetch the file again");
            }
            byTensor.put(entry.getKey(), name);
        }
        return new ShardIndex(folder, byTensor);
    }

    /** The files in the order of their names; {@link UserError} for one that is missing. */
    Set<Path> files() {
        var files = new TreeSet<Path>();
        for (var name : byTensor.values()) {
            var file = folder.resolve(name);
            if (files.add(file) && !Files.isRegularFile(file)) {
                throw UserError.of(folder + ": wanted " + name + ", which " + FILE + " names", "no such file", "fetch the missing file");
            }
        }
        return files;
    }

    /** Every tensor must be where the index says. */
    void check(Map<String, Safetensors> found) {
        byTensor.forEach((tensor, name) -> {
            var file = found.get(tensor);
            if (file == null || !String.valueOf(file.file().getFileName()).equals(name)) {
                throw UserError.of(folder + ": wanted tensor " + tensor + " in " + name + ", as " + FILE + " says", file == null ? "it in no file" : "it in " + file.file().getFileName(),
                        "fetch the folder again");
            }
        });
    }
}
