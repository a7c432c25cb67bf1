package dev.atelier.engine.quant.frozen;

import dev.atelier.domain.UserError;
import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.SafetensorsWriter.Streamed;
import dev.atelier.engine.io.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** One matrix on its way from a source into few bits, a piece of it in memory at a time; its scales, far fewer, stay until the last of its tensors is written. */
final class FrozenMatrix {
    private static final float[] NONE = {};
    private static final int SHARE = 1 << 16; // of a piece, for one thread

    private final String name;
    private final String stored;
    private final TensorSource source;
    private final Units units;
    private final boolean doubleQuant;
    private final long elements;
    private final int runs;
    private final Piece piece;
    private final LongConsumer done;
    private float[] scales = NONE;

    /** @param done told of values as they are encoded; may throw to stop */
    FrozenMatrix(String name, String stored, TensorSource source, FrozenFormat format, Piece piece, LongConsumer done) {
        this.name = name;
        this.stored = stored;
        this.source = source;
        long[] shape = source.shape(stored);
        this.units = format.fourBit() ? new Units.FourBit(format.book()) : new Units.Rows(Math.toIntExact(shape[1]));
        this.doubleQuant = format.doubleQuant();
        this.elements = TensorSource.elements(shape);
        this.runs = Math.toIntExact(Math.ceilDiv(elements, units.size()));
        this.piece = piece;
        this.done = done;
    }

    /** Room for a piece of a matrix, which all matrices of a file use in turn. */
    static final class Piece {
        private static final int VALUES = 1 << 21; // 8 MiB

        private float[] values = NONE;
        private byte[] bytes = {};

        /** How many of the runs are in memory at once. */
        private int runs(Units units) {
            int count = Math.max(1, VALUES / units.size());
            values = values.length < count * units.size() ? new float[count * units.size()] : values;
            bytes = bytes.length < count * units.bytes() ? new byte[count * units.bytes()] : bytes;
            return count;
        }
    }

    /** Codes, then scales; each when its turn comes. */
    List<Streamed> tensors() {
        var out = new ArrayList<Streamed>();
        out.add(new Streamed(name, DType.U8, new long[] {aligned((long) runs * units.bytes())}, this::codes));
        if (doubleQuant) {
            int groups = Math.ceilDiv(runs, FrozenFormat.SCALES);
            out.add(new Streamed(FrozenFile.absmax(name), DType.U8, new long[] {(long) groups * FrozenFormat.SCALES}, channel -> new TwiceQuantized(scales, groups).codes(channel)));
            out.add(new Streamed(FrozenFile.scales(name), DType.U8, new long[] {4L * (groups + 1)}, channel -> last(channel, new TwiceQuantized(scales, groups).largest())));
        } else {
            out.add(new Streamed(FrozenFile.scales(name), DType.U8, new long[] {4L * runs}, channel -> last(channel, scales)));
        }
        return out;
    }

    /** Rounded up such that floats may follow. */
    static long aligned(long bytes) {
        return Math.ceilDiv(bytes, 4) * 4;
    }

    private void codes(WritableByteChannel out) throws IOException {
        int perPiece = piece.runs(units);
        int perShare = Math.max(1, SHARE / units.size());
        var values = piece.values;
        var bytes = piece.bytes;
        scales = new float[runs];
        for (int first = 0; first < runs; first += perPiece) {
            int from = first;
            int count = Math.min(perPiece, runs - first);
            IntStream.range(0, Math.ceilDiv(count, perShare)).parallel().forEach(share -> encode(from, share * perShare, Math.min(perShare, count - share * perShare), values, bytes));
            AtomicFiles.writeFully(out, ByteBuffer.wrap(bytes, 0, count * units.bytes()));
            done.accept((long) count * units.size());
        }
        source.letGo(stored);
        long length = (long) runs * units.bytes();
        AtomicFiles.writeFully(out, ByteBuffer.allocate((int) (aligned(length) - length)));
    }

    /** The last block may be longer than what is left: it ends in zeros. */
    private void encode(int first, int unit, int count, float[] values, byte[] bytes) {
        int at = unit * units.size();
        long start = ((long) first + unit) * units.size();
        int there = (int) Math.min((long) count * units.size(), elements - start);
        source.read(stored, start, values, at, there);
        Arrays.fill(values, at + there, at + count * units.size(), 0);
        for (int i = unit; i < unit + count; i++) {
            float scale = units.encode(values, i * units.size(), bytes, i * units.bytes());
            if (!Float.isFinite(scale)) {
                throw UserError.of(name + ": wanted finite weights", "NaN or infinity", "fetch the model again");
            }
            scales[first + i] = scale;
        }
    }

    /** Writes the last tensor of the matrix. */
    private void last(WritableByteChannel out, float[] values) throws IOException {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        AtomicFiles.writeFully(out, bytes);
        scales = NONE;
    }

    /** Scales less their mean, in eight bits and one float for every 256 (Dettmers et al. 2023, section 3); of the floats the first is the mean. */
    private record TwiceQuantized(float[] absmax, int groups) {
        private float mean() {
            double sum = 0;
            for (float a : absmax) {
                sum += a;
            }
            return (float) (sum / absmax.length);
        }

        private float[] largest() {
            float mean = mean();
            var out = new float[groups + 1];
            out[0] = mean;
            for (int i = 0; i < absmax.length; i++) {
                int group = 1 + i / FrozenFormat.SCALES;
                out[group] = Math.max(out[group], Math.abs(absmax[i] - mean));
            }
            return out;
        }

        void codes(WritableByteChannel out) throws IOException {
            float[] largest = largest();
            var codes = new byte[groups * FrozenFormat.SCALES];
            for (int i = 0; i < absmax.length; i++) {
                float by = largest[1 + i / FrozenFormat.SCALES];
                codes[i] = (byte) DynamicMap.nearest(by == 0 ? 0 : (absmax[i] - largest[0]) / by);
            }
            AtomicFiles.writeFully(out, ByteBuffer.wrap(codes));
        }
    }
}
