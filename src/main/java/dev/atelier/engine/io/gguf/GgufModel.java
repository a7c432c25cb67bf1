package dev.atelier.engine.io.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.quant.GgmlType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A GGUF model seen as a Hugging Face one: config.json's keys, Hugging Face's names and layout, float32 values. */
public final class GgufModel implements ModelSource {
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
                info.type().reader();
                architecture.huggingFaceName(info.name()).ifPresent(name -> tensors.put(name, info));
            }
            var config = Json.parse(Json.line(architecture.config(file)), path.toString()); // numbers as in a config.json that was read
            var model = new GgufModel(file, architecture, config, tensors);
            architecture.check(model, config);
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
    public Path path() {
        return file.file();
    }

    @Override
    public DType dtype(String name) {
        return switch (stored(name).type()) {
            case F16 -> DType.F16;
            case BF16 -> DType.BF16;
            default -> DType.F32;
        };
    }

    @Override
    public boolean hasFloat32() {
        return tensors.values().stream().anyMatch(info -> info.shape().length > 1 && info.type() == GgmlType.F32);
    }

    /** How the file stores the tensor that Hugging Face calls {@code name}: for reading its blocks as they are. */
    public GgufReader.TensorInfo stored(String name) {
        var info = tensors.get(name);
        if (info == null) {
            throw UserError.of(file.file() + ": wanted a tensor " + name, "none of that name", "use a file of the right architecture");
        }
        return info;
    }

    /** What the file does to that tensor. */
    public TensorLayout layout(String name) {
        return architecture.layout(name, config);
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
        var shape = stored(name).shape();
        return shape.length == 2 ? layout(name).shape(shape) : shape;
    }

    @Override
    public void read(String name, long first, float[] into, int at, int count) {
        var info = stored(name);
        var layout = layout(name);
        if (info.shape().length < 2) {
            vector(info, layout.rows(), Math.toIntExact(first), into, at, count);
        } else if (layout.transposed()) {
            columns(info, first, into, at, count);
        } else {
            rows(info, layout.rows(), first, into, at, count);
        }
        if (layout.added() != 0) {
            for (int i = at; i < at + count; i++) {
                into[i] -= layout.added();
            }
        }
    }

    @Override
    public void letGo(String name) {
        file.data(stored(name).name()).unload();
    }

    private void vector(GgufReader.TensorInfo info, RowOrder order, int first, float[] into, int at, int count) {
        var all = new float[GgufReader.columns(info)];
        file.rows(info.name(), 0, 1, all, 0);
        for (int i = 0; i < count; i++) {
            into[at + i] = all[(int) order.gguf(first + i)];
        }
    }

    private void rows(GgufReader.TensorInfo info, RowOrder order, long first, float[] into, int at, int count) {
        int columns = GgufReader.columns(info);
        var row = new float[columns];
        for (int done = 0; done < count;) {
            int column = (int) ((first + done) % columns);
            int whole = order.same() && column == 0 ? (count - done) / columns : 0;
            int n = whole > 0 ? whole * columns : Math.min(columns - column, count - done);
            if (whole > 0) {
                file.rows(info.name(), (first + done) / columns, whole, into, at + done);
            } else {
                file.rows(info.name(), order.gguf((first + done) / columns), 1, row, 0);
                System.arraycopy(row, column, into, at + done, n);
            }
            done += n;
        }
    }

    /** Of a transposed matrix: element (i, j) is the file's (j, i). Every row of the file is read, whatever the count. */
    private void columns(GgufReader.TensorInfo info, long first, float[] into, int at, int count) {
        int in = GgufReader.columns(info);
        long out = info.shape()[0];
        var row = new float[in];
        for (long j = 0; j < out; j++) {
            file.rows(info.name(), j, 1, row, 0);
            for (long i = Math.max(0, Math.ceilDiv(first - j, out)); i * out + j < first + count; i++) {
                into[(int) (at + i * out + j - first)] = row[(int) i];
            }
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
