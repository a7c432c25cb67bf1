package dev.atelier.engine;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that computes with libtorch. Tasks run in the order in which they came, so that works of many small tasks each take turns; and as
 * nothing else computes meanwhile, each gives what it gives alone.
 */
public final class TorchThread implements AutoCloseable {
    private volatile @Nullable Thread thread;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, this::create);

    public TorchThread() {
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    private Thread create(Runnable loop) {
        var created = Thread.ofPlatform().daemon().name("libtorch").unstarted(loop);
        thread = created;
        return created;
    }

    /** Runs {@code task} when its turn has come; what it throws is thrown here. */
    public <T> T call(Callable<T> task) {
        try {
            return Thread.currentThread() == thread ? task.call() : executor.submit(task).get();
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for libtorch", e);
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    /** Runs {@code task} some time from now. */
    public void later(Duration delay, Runnable task) {
        var _ = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static RuntimeException unchecked(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(thrown);
    }

    /** Lets tasks that wait run, and takes no more. */
    @Override
    public void close() {
        executor.shutdown();
    }
}
