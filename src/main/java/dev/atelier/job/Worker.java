package dev.atelier.job;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkMessage.Step;
import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The worker child as the window sees it: questions in, answers out, nothing blocks. The child is started at the first question, and again at the
 * first one after it died; it ends with this process, however that ends.
 */
public final class Worker implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Path log;
    private final Consumer<String> deaths;
    private final AtomicLong ids = new AtomicLong();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("worker questions").factory());
    private volatile @Nullable WorkerProcess child;

    /** Hears what comes before an answer, on the worker's reading thread: it should not keep it long. */
    public interface Listener {
        /** Hears nothing. */
        Listener NONE = new Listener() {};

        default void progress(Step step) {}

        default void part(WorkPart part) {}
    }

    /**
     * @param log gets the child's standard error; begun anew once it is over 1 MB
     * @param deaths told, on the reading thread, why a child ended that was not closed: one line
     */
    public Worker(Path log, Consumer<String> deaths) {
        this.log = log;
        this.deaths = deaths;
    }

    /** Asks; returns at once. To cancel the answer's future is to cancel the call. */
    public <A> Call<A> ask(WorkRequest<A> request, Listener listener) {
        long id = ids.incrementAndGet();
        var call = new Call<>(id, request, listener, () -> cancel(id));
        var answer = call.answer();
        var _ = answer.whenComplete((a, e) -> {
            if (answer.isCancelled()) {
                cancel(id);
            }
        });
        try {
            writer.execute(() -> send(call));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new CancellationException("closed"));
        }
        return call;
    }

    /** The same for who waits for nothing but the answer. */
    public <A> CompletableFuture<A> ask(WorkRequest<A> request) {
        return ask(request, Listener.NONE).answer();
    }

    private void send(Call<?> call) {
        if (call.answer().isDone()) {
            return;
        }
        try {
            running().ask(call);
        } catch (IOException e) {
            call.answer().completeExceptionally(new UserError("wanted to start the worker process, found " + e.getMessage() + ": close other programs and try again", e));
        } catch (RuntimeException e) {
            call.answer().completeExceptionally(e);
        }
    }

    private WorkerProcess running() throws IOException {
        var now = child;
        if (now == null || !now.alive()) {
            now = WorkerProcess.start(log, deaths);
            child = now;
        }
        return now;
    }

    private void cancel(long id) {
        try {
            writer.execute(() -> {
                var now = child;
                if (now != null) {
                    now.cancel(id);
                }
            });
        } catch (RejectedExecutionException e) {
            // closed: everything is cancelled
        }
    }

    /** Whether a child lives. */
    public boolean alive() {
        var now = child;
        return now != null && now.alive();
    }

    /** The living child's process id. */
    public OptionalLong pid() {
        var now = child;
        return now != null && now.alive() ? OptionalLong.of(now.pid()) : OptionalLong.empty();
    }

    /** Ends the child: it cancels what it is at, puts things back and goes, or is killed after five seconds. What is pending fails as cancelled. */
    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        long deadline = System.nanoTime() + GRACE.toNanos();
        writer.execute(() -> {
            var now = child;
            if (now != null) {
                now.closeInput();
            }
        });
        writer.shutdown();
        try {
            boolean _ = writer.awaitTermination(GRACE.toNanos(), TimeUnit.NANOSECONDS); // longer only if the child does not read
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var now = child;
        if (now != null) {
            now.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }
}
