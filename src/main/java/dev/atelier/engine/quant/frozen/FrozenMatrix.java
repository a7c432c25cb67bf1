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

/** One matrix on its way from a source into few bits, a piece of it in memory at a time; its scales, far fewer, stay until they are written. */
final class FrozenMatrix {
    private static final int PIECE = 1 << 21; // values, 8 MiB
    private static final int SHARE = 1 << 16; // of a piece, for one thread

    private final String name;
    private final String stored;
    private final TensorSource source;
    private final Units units;
    private final boolean doubleQuant;
    private final long elements;
    private final float[] scales;
    private final LongConsumer done;

    /** @param done told of values as they are encoded; may throw to stop */
    FrozenMatrix(String name, String stored, TensorSource source, FrozenFormat format, LongConsumer done) {
        this.name = name;
        this.stored = stored;
        this.source = source;
        long[] shape = source.shape(stored);
        this.units = format.fourBit() ? new Units.FourBit(format.book()) : new Units.Rows(Math.toIntExact(shape[1]));
        this.doubleQuant = format.doubleQuant();
        this.elements = TensorSource.elements(shape);
        this.scales = new float[Math.toIntExact(Math.ceilDiv(elements, units.size()))];
        this.done = done;
    }

    /** Codes, then scales; each when its turn comes. */
    List<Streamed> tensors() {
        var out = new ArrayList<Streamed>();
        out.add(new Streamed(name, DType.U8, new long[] {aligned((long) scales.length * units.bytes())}, this::codes));
        if (doubleQuant) {
            int groups = Math.ceilDiv(scales.length, FrozenFormat.SCALES);
            var twice = new TwiceQuantized(scales, groups);
            out.add(new Streamed(FrozenFile.absmax(name), DType.U8, new long[] {(long) groups * FrozenFormat.SCALES}, twice::codes));
            out.add(new Streamed(FrozenFile.scales(name), DType.U8, new long[] {4L * (groups + 1)}, twice::scales));
        } else {
            out.add(new Streamed(FrozenFile.scales(name), DType.U8, new long[] {4L * scales.length}, channel -> write(channel, scales)));
        }
        return out;
    }

    /** Rounded up such that floats may follow. */
    static long aligned(long bytes) {
        return Math.ceilDiv(bytes, 4) * 4;
    }

    private void codes(WritableByteChannel out) throws IOException {
        int perPiece = Math.max(1, PIECE / units.size());
        int perShare = Math.max(1, SHARE / units.size());
        var values = new float[perPiece * units.size()];
        var bytes = new byte[perPiece * units.bytes()];
        for (int first = 0; first < scales.length; first += perPiece) {
            int from = first;
            int count = Math.min(perPiece, scales.length - first);
            IntStream.range(0, Math.ceilDiv(count, perShare)).parallel().forEach(share -> encode(from, share * perShare, Math.min(perShare, count - share * perShare), values, bytes));
            AtomicFiles.writeFully(out, ByteBuffer.wrap(bytes, 0, count * units.bytes()));
            done.accept((long) count * units.size());
        }
        source.letGo(stored);
        long length = (long) scales.length * units.bytes();
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

    private static void write(WritableByteChannel out, float[] values) throws IOException {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        AtomicFiles.writeFully(out, bytes);
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

        void scales(WritableByteChannel out) throws IOException {
            write(out, largest());
        }
    }
}
