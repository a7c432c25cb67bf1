package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.Safetensors.TensorInfo;
import dev.atelier.engine.quant.frozen.CodeBook;
import dev.atelier.engine.quant.frozen.DynamicMap;
import dev.atelier.engine.quant.frozen.FrozenFile;
import dev.atelier.engine.quant.frozen.FrozenFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Brings matrices in few bits into libtorch: on the CPU as views of their mapped file, on a GPU copied there. */
final class FrozenLoader implements AutoCloseable {
    private static final int PER_LOOKUP = 4; // codes in 16 bits
    private static final Pattern IN_BLOCK = Pattern.compile("\\.\\d+\\.");

    private final Torch torch;
    private final NDManager owner;
    private final FrozenFile file;
    private final Seen halves;
    private final Seen signed;
    private final Seen unsigned;
    private final Seen floats;

    FrozenLoader(Torch torch, NDManager owner, FrozenFile file) {
        this.torch = torch;
        this.owner = owner;
        this.file = file;
        this.unsigned = new Seen(0, 1);
        this.signed = new Seen(1, 1);
        this.halves = new Seen(2, 2);
        this.floats = new Seen(Precision.F32.scalarType(), 4);
    }

    /** Every matrix of the file, by name. */
    Map<String, FrozenArray> load(ModelConfig config, Precision precision) {
        NDArray like = torch.like(owner, precision);
        NDArray none = space(like, 0);
        var rooms = new HashMap<String, NDArray>();
        NDArray table = file.format().fourBit() ? moved(table(file.format().book()), new Shape(1 << 16, PER_LOOKUP), like) : like;
        NDArray map = file.format().doubleQuant() ? floats(DynamicMap.signed(), new Shape(256, 1)) : like;
        var out = new LinkedHashMap<String, FrozenArray>();
        for (var spec : FrozenFile.matrices(config)) {
            NDArray room = rooms.computeIfAbsent(IN_BLOCK.matcher(spec.name()).replaceFirst(".N.") + Arrays.toString(spec.shape()), key -> space(like, room(spec)));
            out.put(spec.name(), file.format().fourBit() ? fourBit(spec, room, none, table, map) : eightBit(spec, room, none, floats.cut(file.scalesOf(spec.name()))));
        }
        for (var spec : file.tables(config)) {
            out.put(spec.name(), eightBit(spec, none, none, torch.kernels().trace("moved", floats.cut(file.scalesOf(spec.name())), like)));
        }
        return out;
    }

    /** Values with those that fill the last block. */
    private long room(TensorSpec spec) {
        return file.format().fourBit() ? Math.ceilDiv(spec.elements(), FrozenFormat.BLOCK) * FrozenFormat.BLOCK : spec.elements();
    }

    private NDArray space(NDArray like, long values) {
        try (NDArray dims = owner.create(new long[] {values})) {
            return torch.kernels().trace("space", like, dims);
        }
    }

    private FrozenArray fourBit(TensorSpec spec, NDArray room, NDArray none, NDArray table, NDArray map) {
        NDArray codes = halves.cut(file.codes(spec.name()));
        NDArray scales = floats.cut(file.scalesOf(spec.name()));
        NDArray shape = owner.create(spec.shape());
        return file.format().doubleQuant()
                ? new FrozenArray(torch.kernels(), spec, "four_bit_twice", room, none, codes, unsigned.cut(file.absmaxOf(spec.name())), scales, map, table, shape)
                : new FrozenArray(torch.kernels(), spec, "four_bit", room, none, codes, scales, table, shape);
    }

    private FrozenArray eightBit(TensorSpec spec, NDArray room, NDArray none, NDArray scales) {
        return new FrozenArray(torch.kernels(), spec, "eight_bit", room, none, signed.cut(file.codes(spec.name()), spec.shape()), scales);
    }

    /** The four values of every 16 bits, at the row 32768 + those bits as a number; the first value is the high half of the low byte. */
    private static float[] table(CodeBook book) {
        var out = new float[PER_LOOKUP << 16];
        for (int row = 0; row < 1 << 16; row++) {
            int bits = row - (1 << 15);
            out[PER_LOOKUP * row] = book.value(bits >> 4 & 15);
            out[PER_LOOKUP * row + 1] = book.value(bits & 15);
            out[PER_LOOKUP * row + 2] = book.value(bits >> 12 & 15);
            out[PER_LOOKUP * row + 3] = book.value(bits >> 8 & 15);
        }
        return out;
    }

    private NDArray floats(float[] values, Shape shape) {
        try (NDArray lent = owner.create(values, shape)) {
            return lent.duplicate();
        }
    }

    private NDArray moved(float[] values, Shape shape, NDArray like) {
        return torch.kernels().trace("moved", floats(values, shape), like);
    }

    @Override
    public void close() {
        halves.close();
        signed.close();
        unsigned.close();
        floats.close();
    }

    /** The file as numbers of one type. */
    private final class Seen implements AutoCloseable {
        private final MappedFile mapped;
        private final NDArray like;
        private final int bytes;

        Seen(int type, int bytes) {
            this.mapped = new MappedFile(torch, owner, file.file(), type, bytes);
            this.bytes = bytes;
            try (NDArray zero = owner.create(0f); NDArray number = owner.create((float) type)) {
                this.like = torch.kernels().trace("as_type", zero, number);
            }
        }

        NDArray cut(TensorInfo info) {
            return cut(info, new long[] {info.bytes() / bytes});
        }

        NDArray cut(TensorInfo info, long[] shape) {
            return mapped.cut(info.offset(), shape, like, !like.getDevice().isGpu());
        }

        @Override
        public void close() {
            mapped.close();
            like.close();
        }
    }
}
