package dev.atelier.domain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Held by the engine of a run while it lives: engine.pid holds its process id, and the operating system's lock on the file, which goes with the
 * process however it ends, says that it lives. The locked byte lies far behind the text, as Windows lets nobody read a locked one.
 */
public final class RunLock implements AutoCloseable {
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    private final FileChannel file;

    private RunLock(FileChannel file) {
        this.file = file;
    }

    /** The lock, or empty if another engine still has it after {@code patience}. */
    public static Optional<RunLock> acquire(RunFolder run, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var file = FileChannel.open(run.pid(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(file, false) != null) {
                file.truncate(0);
                file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
                return Optional.of(new RunLock(file));
            }
            file.close();
            if (System.nanoTime() >= deadline) {
                return Optional.empty();
            }
            pause();
        }
    }

    /** Whether an engine of this run lives after {@code patience}: for the time a killed one takes to go. */
    public static boolean held(RunFolder run, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (heldNow(run)) {
            if (System.nanoTime() >= deadline) {
                return true;
            }
            pause();
        }
        return false;
    }

    /** The process id in engine.pid; it means something only while the lock is held. */
    public static OptionalLong pid(RunFolder run) throws IOException {
        String text = Files.exists(run.pid()) ? Files.readString(run.pid()).strip() : "";
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /** Shared, and one at a time in a process: who asks does not look like an engine to another who asks. */
    private static synchronized boolean heldNow(RunFolder run) throws IOException {
        if (!Files.exists(run.pid())) {
            return false;
        }
        try (var file = FileChannel.open(run.pid(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return tryLock(file, true) == null;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file, boolean shared) throws IOException {
        try {
            return file.tryLock(LOCKED_BYTE, 1, shared);
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a run's engine", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
