package dev.atelier.engine.quant;

import dev.atelier.engine.io.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Quantizes rows on all cores and writes the blocks in order. A few pieces of {@link #PIECE} elements are in memory at a time, whatever the size of
 * the tensor.
 */
public final class BlockWriter implements AutoCloseable {
    /** Elements handled by one thread at a time: 1 MiB of float32. */
    private static final int PIECE = 1 << 18;

    private final int cores = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(cores, Thread.ofPlatform().daemon().name("quantize-", 0).factory());
    private final ArrayDeque<Piece> free = new ArrayDeque<>();
    private final BooleanSupplier cancelled;
    private final LongConsumer written;

    /** Gives rows of float32; called from several threads. */
    @FunctionalInterface
    public interface Rows {
        /** Rows {@code first} to {@code first + count - 1} into {@code into}, from its start; it may be longer. */
        void read(long first, int count, float[] into);
    }

    /** {@code cancelled} is asked between pieces; {@code written} is told the bytes of each. */
    public BlockWriter(BooleanSupplier cancelled, LongConsumer written) {
        this.cancelled = cancelled;
        this.written = written;
    }

    /** Writes {@code rows} rows of {@code columns} values that all count alike; {@link CancellationException} when cancelled. */
    public void write(GgmlType type, long rows, int columns, Rows source, WritableByteChannel out) throws IOException {
        write(type, rows, columns, null, source, out);
    }

    /** The same with how much each column counts. */
    public void write(GgmlType type, long rows, int columns, float @Nullable [] importance, Rows source, WritableByteChannel out) throws IOException {
        int step = (int) Math.min(rows, Math.max(1, PIECE / Math.max(1, columns)));
        var pending = new ArrayDeque<Future<Piece>>();
        try {
            for (long first = 0; first < rows; first += step) {
                if (pending.size() > cores) {
                    drain(pending, out);
                }
                var piece = free.isEmpty() ? new Piece() : free.pop();
                long start = first;
                int count = (int) Math.min(step, rows - first);
                pending.add(threads.submit(() -> piece.fill(type, start, count, columns, importance, source)));
            }
            while (!pending.isEmpty()) {
                drain(pending, out);
            }
        } finally {
            pending.forEach(BlockWriter::abandon);
        }
    }

    /** A thread's working memory, used again for the next piece. */
    private static final class Piece {
        private float[] values = {};
        private byte[] blocks = {};
        private int bytes;

        Piece fill(GgmlType type, long first, int count, int columns, float @Nullable [] importance, Rows source) {
            int n = Math.multiplyExact(count, columns);
            bytes = Math.toIntExact(type.bytes(n));
            if (values.length < n) {
                values = new float[n];
            }
            if (blocks.length < bytes) {
                blocks = new byte[bytes];
            }
            source.read(first, count, values);
            type.format().quantize(values, 0, n, blocks, 0, importance);
            return this;
        }
    }

    private void drain(ArrayDeque<Future<Piece>> pending, WritableByteChannel out) throws IOException {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("cancelled");
        }
        try {
            var piece = pending.remove().get();
            AtomicFiles.writeFully(out, ByteBuffer.wrap(piece.blocks, 0, piece.bytes));
            written.accept(piece.bytes);
            free.push(piece);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    /** Waits: the source must not be closed under a thread that still reads it. */
    private static void abandon(Future<Piece> piece) {
        piece.cancel(false);
        try {
            piece.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | CancellationException e) {
            // the first failure is the one that is reported
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
