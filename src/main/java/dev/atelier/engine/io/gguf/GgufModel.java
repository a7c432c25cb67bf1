package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A GGUF model seen as a Hugging Face one: config.json's keys, Hugging Face's names and order of rows, float32 values. */
public final class GgufModel implements TensorSource, AutoCloseable {
    private final GgufReader file;
    private final GgufArchitecture architecture;
    private final JsonNode config;
    private final Map<String, GgufReader.TensorInfo> tensors;

    private GgufModel(GgufReader file, GgufArchitecture architecture, JsonNode config, Map<String, GgufReader.TensorInfo> tensors) {
        this.file = file;
        this.architecture = architecture;
        this.config = config;
        this.tensors = tensors;
    }

    /** Opens and checks; {@link UserError} for an architecture or tensors that are not known. */
    public static GgufModel open(Path path) {
        var file = GgufReader.open(path);
        try {
            var architecture = GgufArchitectures.ofFile(file);
            var tensors = new LinkedHashMap<String, GgufReader.TensorInfo>();
            for (var info : file.tensors().values()) {
                info.type().format();
                architecture.huggingFaceName(info.name()).ifPresent(name -> tensors.put(name, info));
            }
            var config = Json.parse(Json.line(architecture.config(file)), path.toString()); // numbers as in a config.json that was read
            var model = new GgufModel(file, architecture, config, tensors);
            architecture.check(model);
            return model;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The file itself. */
    public GgufReader file() {
        return file;
    }

    @Override
    public JsonNode config() {
        return config;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public long[] shape(String name) {
        return info(name).shape();
    }

    @Override
    public void read(String name, long first, float[] into, int at, int count) {
        var info = info(name);
        var order = architecture.rowOrder(name, config);
        if (info.shape().length < 2 && !order.same()) { // the bias of a reordered projection: one element a row
            var all = new float[GgufReader.columns(info)];
            file.rows(info.name(), 0, 1, all, 0);
            for (int i = 0; i < count; i++) {
                into[at + i] = all[(int) order.gguf(first + i)];
            }
            return;
        }
        int columns = GgufReader.columns(info);
        var row = new float[columns];
        for (int done = 0; done < count;) {
            int column = (int) ((first + done) % columns);
            int n = Math.min(columns - column, count - done);
            file.rows(info.name(), order.gguf((first + done) / columns), 1, row, 0);
            System.arraycopy(row, column, into, at + done, n);
            done += n;
        }
    }

    private GgufReader.TensorInfo info(String name) {
        var info = tensors.get(name);
        if (info == null) {
            throw UserError.of(file.file() + ": wanted a tensor " + name, "none of that name", "use a file of the right architecture");
        }
        return info;
    }

    @Override
    public void close() {
        file.close();
    }
}
