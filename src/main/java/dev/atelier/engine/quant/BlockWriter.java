package dev.atelier.engine.quant;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Quantizes rows on all cores and writes the blocks in order. A few pieces of {@link #PIECE} elements are in memory at a time, whatever the size of
 * the tensor.
 */
public final class BlockWriter implements AutoCloseable {
    /** Elements handled by one thread at a time: 4 MiB of float32. */
    private static final int PIECE = 1 << 20;

    private final int cores = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(cores, Thread.ofPlatform().daemon().name("quantize-", 0).factory());
    private final BooleanSupplier cancelled;
    private final LongConsumer written;

    /** Gives rows of float32; called from several threads. */
    @FunctionalInterface
    public interface Rows {
        /** Rows {@code first} to {@code first + count - 1} into {@code into}, from its start. */
        void read(long first, int count, float[] into);
    }

    /** {@code cancelled} is asked between pieces; {@code written} is told the bytes of each. */
    public BlockWriter(BooleanSupplier cancelled, LongConsumer written) {
        this.cancelled = cancelled;
        this.written = written;
    }

    /** Writes {@code rows} rows of {@code columns} values; {@link CancellationException} when cancelled. */
    public void write(GgmlType type, long rows, int columns, Rows source, WritableByteChannel out) throws IOException {
        int step = (int) Math.min(rows, Math.max(1, PIECE / Math.max(1, columns)));
        var pending = new ArrayDeque<Future<byte[]>>();
        try {
            for (long first = 0; first < rows; first += step) {
                if (pending.size() > cores) {
                    drain(pending, out);
                }
                pending.add(threads.submit(piece(type, first, (int) Math.min(step, rows - first), columns, source)));
            }
            while (!pending.isEmpty()) {
                drain(pending, out);
            }
        } finally {
            pending.forEach(BlockWriter::abandon);
        }
    }

    private static Callable<byte[]> piece(GgmlType type, long first, int count, int columns, Rows source) {
        return () -> {
            int n = Math.multiplyExact(count, columns);
            var values = new float[n];
            source.read(first, count, values);
            var blocks = new byte[Math.toIntExact(type.bytes(n))];
            type.format().quantize(values, 0, n, blocks, 0);
            return blocks;
        };
    }

    private void drain(ArrayDeque<Future<byte[]>> pending, WritableByteChannel out) throws IOException {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("cancelled");
        }
        try {
            var buffer = ByteBuffer.wrap(pending.remove().get());
            int bytes = buffer.remaining();
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            written.accept(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    /** Waits: the source must not be closed under a thread that still reads it. */
    private static void abandon(Future<byte[]> piece) {
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
