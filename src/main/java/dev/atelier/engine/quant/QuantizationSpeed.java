package dev.atelier.engine.quant;

import dev.atelier.engine.io.AtomicFiles;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.FloatCodec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;

/** How fast weights of a normal distribution in a mapped F16 file become blocks in another file, on all cores. */
public final class QuantizationSpeed implements AutoCloseable {
    private static final int COLUMNS = 4096;
    private static final float DEVIATION = 0.02f;

    private final Path source;
    private final Path target;
    private final long rows;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment weights;

    /**
     * What a format took: the median by time.
     *
     * @param seconds from the first row read to the last block written
     * @param processorSeconds of all threads
     * @param gigabytesPerS of F16 read
     */
    public record Result(GgmlType type, double seconds, double processorSeconds, double gigabytesPerS, long bytesWritten) {}

    private QuantizationSpeed(Path source, Path target, long rows) throws IOException {
        this.source = source;
        this.target = target;
        this.rows = rows;
        try (var channel = FileChannel.open(source, StandardOpenOption.READ)) {
            this.weights = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    /** Writes {@code parameters} weights, in whole rows of 4096, to a file in {@code folder} that goes with {@link #close}. */
    public static QuantizationSpeed open(Path folder, long parameters) throws IOException {
        long rows = Math.max(1, parameters / COLUMNS);
        Path source = Files.createTempFile(folder, "weights", ".f16");
        try (var out = FileChannel.open(source, StandardOpenOption.WRITE)) {
            var random = new SplittableRandom(1);
            var row = ByteBuffer.allocateDirect(2 * COLUMNS).order(ByteOrder.LITTLE_ENDIAN);
            for (long i = 0; i < rows; i++) {
                row.clear();
                for (int j = 0; j < COLUMNS; j++) {
                    row.putShort(Float.floatToFloat16((float) random.nextGaussian() * DEVIATION));
                }
                AtomicFiles.writeFully(out, row.flip());
            }
        }
        return new QuantizationSpeed(source, Files.createTempFile(folder, "blocks", ".bin"), rows);
    }

    /** The median of {@code rounds}; the first of them still compiles. */
    public Result run(GgmlType type, int rounds) throws IOException {
        var results = new Result[rounds];
        for (int i = 0; i < rounds; i++) {
            results[i] = once(type);
        }
        Arrays.sort(results, Comparator.comparingDouble(Result::seconds));
        return results[rounds / 2];
    }

    private Result once(GgmlType type) throws IOException {
        long processor = processorNanos();
        long start = System.nanoTime();
        try (var out = FileChannel.open(target, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING); var writer = new BlockWriter(() -> false, bytes -> {})) {
            writer.write(type, rows, COLUMNS, (first, count, into) -> FloatCodec.decode(DType.F16, weights, 2 * first * COLUMNS, into, 0, count * COLUMNS), out);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Result(type, seconds, (processorNanos() - processor) / 1e9, weights.byteSize() / 1e9 / seconds, Files.size(target));
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system ? system.getProcessCpuTime() : 0;
    }

    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(source);
        Files.deleteIfExists(target);
    }
}
