package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.StoredNames;
import dev.atelier.engine.io.TensorSource;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Brings a model's arrays into libtorch. From a folder, files are mapped by libtorch itself: where the stored type is the compute type an array
 * is a view of the file and costs no memory until it is read. What comes as float32 values goes straight to its place, a piece at a time, so that
 * no tensor is there twice.
 */
final class WeightLoader implements AutoCloseable {
    /** Values at a time: 8 MiB. */
    private static final int PIECE = 1 << 21;

    private static final Map<DType, Integer> SCALAR_TYPE = Map.of(DType.F64, 7, DType.F32, 6, DType.F16, 5, DType.BF16, 15);

    private final Torch torch;
    private final NDManager owner;
    private final NDArray like;
    private final Map<String, MappedFile> mappings = new HashMap<>();
    private final Precision precision;
    private final Arena arena = Arena.ofConfined();
    private @Nullable Piece piece;

    /** A piece's values as the source gives them and as libtorch takes them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(float[] values, ByteBuffer bytes) {}

    WeightLoader(Torch torch, NDManager owner, Precision precision) {
        this.torch = torch;
        this.owner = owner;
        this.precision = precision;
        this.like = torch.like(owner, precision);
    }

    /** Every array the configuration calls for but {@code without}, checked by name and shape; a classifier's head that the source lacks is drawn anew. */
    Map<String, NDArray> load(ModelConfig config, TensorSource source, Set<String> without) {
        var names = new StoredNames(source);
        var arrays = new LinkedHashMap<String, NDArray>();
        for (var spec : config.tensors()) {
            if (!without.contains(spec.name())) {
                arrays.put(spec.name(), load(spec, config, names, source));
            }
        }
        return arrays;
    }

    /** One array, a matrix as [out, in]. */
    NDArray load(TensorSpec spec, ModelConfig config, StoredNames names, TensorSource source) {
        NDArray array = names.lacksHead(spec, config) ? drawn(spec, config) : stored(spec, names, source);
        return spec.transposed() ? torch.kernels().trace("transposed", array) : array;
    }

    private NDArray stored(TensorSpec spec, StoredNames names, TensorSource source) {
        String name = names.of(spec.name());
        long[] shape = source.shape(name);
        if (!Arrays.equals(shape, spec.shape())) {
            throw UserError.of(name + ": wanted shape " + Arrays.toString(spec.shape()) + " as config.json says", Arrays.toString(shape), "fetch the model again");
        }
        return source instanceof ModelFolder folder ? fromFile(folder, folder.find(name), shape) : fromSource(source, name, shape);
    }

    private NDArray drawn(TensorSpec spec, ModelConfig config) {
        return fromFloats(ModelInit.values(spec, config, new SplittableRandom(spec.name().hashCode())), spec.shape());
    }

    /** Some rows of a matrix, read piece by piece. */
    NDArray rows(TensorSource source, String name, int[] rows) {
        int columns = Math.toIntExact(source.shape(name)[1]);
        return filled(new long[] {rows.length, columns}, (first, into, count) -> {
            for (int done = 0; done < count;) {
                int column = (int) ((first + done) % columns);
                int n = Math.min(columns - column, count - done);
                source.read(name, (long) rows[(int) ((first + done) / columns)] * columns + column, into, done, n);
                done += n;
            }
        });
    }

    private NDArray fromFloats(float[] values, long[] shape) {
        return filled(shape, (first, into, count) -> System.arraycopy(values, (int) first, into, 0, count));
    }

    /** A stored tensor, read a piece at a time. */
    NDArray fromSource(TensorSource source, String name, long[] shape) {
        NDArray array = filled(shape, (first, into, count) -> source.read(name, first, into, 0, count));
        source.letGo(name);
        return array;
    }

    /** Gives {@code count} values from row-major index {@code first} on. */
    private interface Values {
        void read(long first, float[] into, int count);
    }

    private NDArray filled(long[] shape, Values values) {
        NDArray array = room(shape);
        var some = piece();
        long all = TensorSource.elements(shape);
        for (long at = 0; at < all; at += PIECE) {
            int count = (int) Math.min(PIECE, all - at);
            values.read(at, some.values(), count);
            some.bytes().asFloatBuffer().put(some.values(), 0, count);
            ByteBuffer filled = some.bytes().slice(0, 4 * count).order(ByteOrder.nativeOrder());
            try (NDArray lent = owner.create(filled, new Shape(count), DataType.FLOAT32); NDArray first = owner.create(at)) {
                torch.kernels().trace("put", array, first, lent).close();
            }
        }
        return array;
    }

    private NDArray room(long[] shape) {
        try (NDArray dims = owner.create(shape)) {
            return torch.kernels().trace("space", like, dims);
        }
    }

    private Piece piece() {
        if (piece == null) {
            piece = new Piece(new float[PIECE], arena.allocate(4L * PIECE, 64).asByteBuffer().order(ByteOrder.nativeOrder()));
        }
        return piece;
    }

    private NDArray fromFile(ModelFolder folder, ModelFolder.Found found, long[] shape) {
        var info = found.info();
        Integer type = SCALAR_TYPE.get(info.dtype());
        if (type == null || info.offset() % info.dtype().bytes() != 0) {
            return fromSource(folder, info.name(), shape);
        }
        var mapping = mappings.computeIfAbsent(found.file().file() + "|" + type, key -> new MappedFile(torch, owner, found.file(), type, info.dtype().bytes()));
        boolean viewed = !like.getDevice().isGpu() && type == precision.scalarType();
        return mapping.cut(info.offset(), shape, like, viewed);
    }

    /** Gives back the room that pieces went through; the arrays are their owner's. */
    @Override
    public void close() {
        mappings.values().forEach(MappedFile::close);
        like.close();
        arena.close();
    }
}
