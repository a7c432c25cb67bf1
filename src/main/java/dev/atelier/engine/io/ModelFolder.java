package dev.atelier.engine.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.JsonFile;
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

    private final Path folder;
    private final ObjectNode config;
    private final List<Safetensors> files;
    private final Map<String, Safetensors> byTensor;

    /** A tensor and the file it lies in. */
    public record Found(Safetensors file, Safetensors.TensorInfo info) {}

    private ModelFolder(Path folder, ObjectNode config, List<Safetensors> files, Map<String, Safetensors> byTensor) {
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
        return open(folder, config(folder));
    }

    /** The weights of a folder whose config.json is not wanted: {@link #config()} is empty. */
    public static ModelFolder weights(Path folder) {
        return open(folder, Json.MAPPER.createObjectNode());
    }

    private static ModelFolder open(Path folder, ObjectNode config) {
        var files = new ArrayList<Safetensors>();
        try {
            return new ModelFolder(folder, config, files, Collections.unmodifiableMap(tensors(folder, files)));
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
    public DType dtype(String name) {
        return find(name).info().dtype();
    }

    @Override
    public boolean hasFloat32() {
        return files.stream().flatMap(file -> file.tensors().values().stream()).anyMatch(info -> info.dtype() == DType.F32 && info.shape().length > 1);
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

    @Override
    public void letGo(String name) {
        find(name).file().data(name).unload();
    }

    /** The open weight files. */
    public List<Safetensors> files() {
        return Collections.unmodifiableList(files);
    }

    @Override
    public void close() {
        files.forEach(Safetensors::close);
    }

    /** config.json alone: what {@link #open} reads before the weights. */
    public static ObjectNode config(Path folder) {
        var file = folder.resolve("config.json");
        if (!Files.isRegularFile(file)) {
            throw UserError.of("wanted a Hugging Face model folder with config.json", "none in " + folder, "check the path");
        }
        return JsonFile.CONFIG.object(file);
    }

    /** Opens what it returns into {@code files}, also when it fails half way. */
    private static Map<String, Safetensors> tensors(Path folder, List<Safetensors> files) {
        var byTensor = new LinkedHashMap<String, Safetensors>();
        if (Files.isRegularFile(folder.resolve(SINGLE))) {
            var file = Safetensors.open(folder.resolve(SINGLE));
            files.add(file);
            file.tensors().keySet().forEach(name -> byTensor.put(name, file));
            return byTensor;
        }
        if (!Files.isRegularFile(folder.resolve(ShardIndex.FILE))) {
            throw noWeights(folder);
        }
        var index = ShardIndex.read(folder);
        for (var shardFile : index.files()) {
            var shard = Safetensors.open(shardFile);
            files.add(shard);
            for (var name : shard.tensors().keySet()) {
                var other = byTensor.put(name, shard);
                if (other != null) {
                    throw UserError.of(folder + ": wanted tensor " + name + " in one file", "it in " + other.file().getFileName() + " and " + shardFile.getFileName(),
                            "fetch the folder again");
                }
            }
        }
        index.check(byTensor);
        return byTensor;
    }

    private static UserError noWeights(Path folder) {
        List<String> names;
        try (var files = Files.list(folder)) {
            names = files.map(f -> f.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return new UserError(folder + ": could not be listed: " + e.getMessage(), e);
        }
        var pickle = names.stream().filter(n -> n.endsWith(".bin") || n.endsWith(".pt") || n.endsWith(".pth")).findFirst();
        if (pickle.isPresent()) {
            return UserError.of(folder + ": wanted weights in .safetensors", pickle.get() + ", a Python pickle, which can run code when it is read",
                    "fetch the model's safetensors files or convert it where you trust it");
        }
        var others = names.stream().filter(n -> n.endsWith(".safetensors")).limit(3).toList();
        return UserError.of(folder + ": wanted " + SINGLE + " or " + ShardIndex.FILE, others.isEmpty() ? "neither" : "only " + String.join(", ", others), "fetch the missing file");
    }
}
