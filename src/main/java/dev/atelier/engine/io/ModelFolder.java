package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Hugging Face model folder: config.json and one or several .safetensors files, mapped. */
public final class ModelFolder implements ModelSource {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path folder;
    private final JsonNode config;
    private final List<Safetensors> files;
    private final Map<String, Safetensors> byTensor;

    /** A tensor and the file it lies in. */
    public record Found(Safetensors file, Safetensors.TensorInfo info) {}

    private ModelFolder(Path folder, JsonNode config, List<Safetensors> files, Map<String, Safetensors> byTensor) {
        this.folder = folder;
        this.config = config;
        this.files = files;
        this.byTensor = byTensor;
    }

    /** Opens and checks; pickled weights (.bin, .pt, .pth) are refused, because reading a pickle runs the code in it. */
    public static ModelFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw UserError.of("wanted a model folder", "no folder " + folder, "check the path");
        }
        var config = json(folder.resolve("config.json"));
        var files = new ArrayList<Safetensors>();
        try {
            return new ModelFolder(folder, config, files, Collections.unmodifiableMap(weights(folder, files)));
        } catch (RuntimeException e) {
            files.forEach(Safetensors::close);
            throw e;
        }
    }

    public Path folder() {
        return folder;
    }

    @Override
    public Path path() {
        return folder;
    }

    @Override
    public boolean hasFloat32() {
        return files.stream().flatMap(file -> file.tensors().values().stream()).anyMatch(info -> info.dtype() == DType.F32);
    }

    @Override
    public JsonNode config() {
        return config;
    }

    @Override
    public Set<String> names() {
        return byTensor.keySet();
    }

    /** Where {@code name} lies; {@link UserError} when the folder has no such tensor. */
    public Found find(String name) {
        var file = byTensor.get(name);
        if (file == null) {
            throw UserError.of(folder + ": wanted a tensor " + name, "none of that name in " + byTensor.size(), "is this the architecture config.json says?");
        }
        return new Found(file, file.info(name));
    }

    @Override
    public long[] shape(String name) {
        return find(name).info().shape();
    }

    @Override
    public void read(String name, long first, float[] into, int at, int count) {
        find(name).file().read(name, first, into, at, count);
    }

    /** The open weight files. */
    public List<Safetensors> files() {
        return Collections.unmodifiableList(files);
    }

    @Override
    public void close() {
        files.forEach(Safetensors::close);
    }

    /** Opens what it returns into {@code files}, also when it fails half way. */
    private static Map<String, Safetensors> weights(Path folder, List<Safetensors> files) {
        var byTensor = new LinkedHashMap<String, Safetensors>();
        if (Files.isRegularFile(folder.resolve(SINGLE))) {
            var file = Safetensors.open(folder.resolve(SINGLE));
            files.add(file);
            file.tensors().keySet().forEach(name -> byTensor.put(name, file));
            return byTensor;
        }
        if (!Files.isRegularFile(folder.resolve(INDEX))) {
            throw noWeights(folder);
        }
        var index = json(folder.resolve(INDEX)).path("weight_map");
        if (!index.isObject() || index.isEmpty()) {
            throw UserError.of(folder.resolve(INDEX) + ": wanted a weight_map from tensors to files", index.toString(), "fetch the folder again");
        }
        var shards = new LinkedHashMap<String, Safetensors>();
        for (var entry : index.properties()) {
            var fileName = entry.getValue().asText();
            if (!fileName.endsWith(".safetensors") || fileName.contains("/") || fileName.contains("\\")) {
                throw UserError.of(folder.resolve(INDEX) + ": wanted .safetensors files beside it", fileName, "fetch the folder again");
            }
            var shard = shards.get(fileName);
            if (shard == null) {
                shard = Safetensors.open(folder.resolve(fileName));
                files.add(shard);
                shards.put(fileName, shard);
            }
            byTensor.put(entry.getKey(), shard);
            shard.info(entry.getKey());
        }
        return byTensor;
    }

    private static JsonNode json(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserError.of("wanted a Hugging Face model folder with " + file.getFileName(), "none in " + file.getParent(), "check the path");
        }
        try {
            var node = Json.parse(Files.readString(file), file.toString());
            if (!node.isObject()) {
                throw UserError.of(file + ": wanted a JSON object", node.getNodeType().toString(), "fetch the file again");
            }
            return node;
        } catch (IOException e) {
            throw new UserError(file + ": could not be read as UTF-8 text: " + e.getMessage(), e);
        }
    }

    private static UserError noWeights(Path folder) {
        try (var files = Files.list(folder)) {
            var pickle = files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".bin") || n.endsWith(".pt") || n.endsWith(".pth")).sorted().findFirst();
            if (pickle.isPresent()) {
                return UserError.of(folder + ": wanted weights in .safetensors", pickle.get() + ", a Python pickle, which can run code when it is read",
                        "fetch the model's safetensors files or convert it where you trust it");
            }
        } catch (IOException e) {
            return new UserError(folder + ": could not be listed: " + e.getMessage(), e);
        }
        return UserError.of(folder + ": wanted " + SINGLE + " or " + INDEX, "neither", "check the path");
    }
}
