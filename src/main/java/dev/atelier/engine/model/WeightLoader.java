package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.Safetensors;
import dev.atelier.engine.io.StoredNames;
import dev.atelier.engine.io.TensorSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Brings a model's arrays into libtorch. From a folder, files are mapped by libtorch itself: where the stored type is the compute type an array
 * is a view of the file and costs no memory until it is read.
 */
final class WeightLoader {
    private static final Map<DType, Integer> SCALAR_TYPE = Map.of(DType.F64, 7, DType.F32, 6, DType.F16, 5, DType.BF16, 15);

    private final Torch torch;
    private final NDManager owner;
    private final NDArray like;
    private final Map<String, NDArray> mapped = new HashMap<>();

    WeightLoader(Torch torch, NDManager owner, Precision precision) {
        this.torch = torch;
        this.owner = owner;
        this.like = torch.like(owner, precision);
    }

    /** Every array the configuration calls for, checked by name and shape; a classifier's head that the source lacks is drawn anew. */
    List<NDArray> load(ModelConfig config, TensorSource source) {
        var names = new StoredNames(source);
        var arrays = new ArrayList<NDArray>();
        for (var spec : config.tensors()) {
            NDArray array = names.lacksHead(spec, config) ? fromFloats(ModelInit.values(spec, config, new SplittableRandom(spec.name().hashCode())), spec.shape()) : stored(spec, names, source);
            arrays.add(spec.transposed() ? torch.kernels().trace("transposed", array) : array);
        }
        return arrays;
    }

    private NDArray stored(TensorSpec spec, StoredNames names, TensorSource source) {
        String name = names.of(spec.name());
        long[] shape = source.shape(name);
        if (!Arrays.equals(shape, spec.shape())) {
            throw UserError.of(name + ": wanted shape " + Arrays.toString(spec.shape()) + " as config.json says", Arrays.toString(shape), "fetch the model again");
        }
        return source instanceof ModelFolder folder ? fromFile(folder.find(name), shape) : fromFloats(source.floats(name), shape);
    }

    /** Copied: create() lends Java's memory, which goes when its array is closed, and moving to the same type and device copies nothing. */
    private NDArray fromFloats(float[] values, long[] shape) {
        try (NDArray lent = owner.create(values, new Shape(shape)); NDArray array = lent.duplicate()) {
            return torch.kernels().trace("moved", array, like);
        }
    }

    private NDArray fromFile(ModelFolder.Found found, long[] shape) {
        var info = found.info();
        Integer type = SCALAR_TYPE.get(info.dtype());
        if (type == null || info.offset() % info.dtype().bytes() != 0) {
            return fromFloats(found.file().floats(info.name()), shape);
        }
        NDArray file = mapped.computeIfAbsent(found.file().file() + "|" + type, key -> map(found.file(), type, info.dtype().bytes()));
        try (NDArray offset = owner.create(info.offset() / info.dtype().bytes()); NDArray dims = owner.create(shape)) {
            return torch.kernels().trace("cut", file, offset, dims, like);
        }
    }

    private NDArray map(Safetensors file, int type, int bytes) {
        long elements = file.size() / bytes;
        String text = "def map(self: __torch__.K, any: Tensor) -> Tensor:\n  return torch.from_file(\"" + literal(file.file()) + "\", False, " + elements + ", dtype=" + type + ")\n";
        try (var kernel = Kernels.of(owner, text)) {
            return kernel.trace("map", like);
        }
    }

    /** The path as the inside of a program text's string: every byte that could end it is escaped. */
    private static String literal(Path path) {
        var out = new StringBuilder();
        for (byte b : path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
            if (b == '\\' || b == '"' || b < ' ' || b == 127) { // bytes of UTF-8 are negative
                out.append('\\').append(Integer.toOctalString((b & 0xff) | 01000).substring(1));
            } else {
                out.append((char) b);
            }
        }
        return out.toString();
    }
}
