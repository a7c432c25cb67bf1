package dev.atelier.ui;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.application.Platform;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** The one way off the window's thread and the one way back. Once closed, nothing comes back any more. */
public final class Tasks implements AutoCloseable {
    private final ExecutorService background = Executors.newCachedThreadPool(work -> Thread.ofPlatform().daemon().name("window work").unstarted(work));
    private final Faults faults;
    private volatile boolean closed;

    public Tasks(Faults faults) {
        this.faults = faults;
    }

    /** Does {@code work} in the background; {@code done} hears of the result on the window's thread, a failure goes to {@link Faults}. */
    public <T> Future<?> run(Callable<T> work, Consumer<T> done) {
        return run(work, done, faults::report);
    }

    /** The same, where failures are expected; a cancelled task tells nothing. */
    public <T> Future<?> run(Callable<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        var task = new FutureTask<@Nullable Void>(() -> {
            try {
                T result = work.call();
                later(() -> done.accept(result));
            } catch (CancellationException | InterruptedException e) {
                // whoever cancelled knows
            } catch (Throwable e) { // also errors: they have to be seen
                later(() -> failed.accept(e));
            }
        }, null);
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            task.cancel(false); // closed a moment ago, from another thread
        }
        return task;
    }

    /** Hears of a future's end on the window's thread; a cancelled one tells nothing. */
    public <T> void when(CompletableFuture<T> future, Consumer<T> done, Consumer<Throwable> failed) {
        future.whenComplete((result, failure) -> {
            Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause == null) {
                later(() -> done.accept(result));
            } else if (!(cause instanceof CancellationException)) {
                later(() -> failed.accept(cause));
            }
        });
    }

    public <T> void when(CompletableFuture<T> future, Consumer<T> done) {
        when(future, done, faults::report);
    }

    /** On the window's thread, soon. */
    public void later(Runnable action) {
        Platform.runLater(() -> {
            if (!closed) {
                action.run();
            }
        });
    }

    /** An action that waits until it has not been asked for during {@code quiet}: for what follows typing or a moving slider. */
    public Runnable settled(Duration quiet, Runnable action) {
        var timer = new Timeline(new KeyFrame(quiet, event -> {
            if (!closed) {
                action.run();
            }
        }));
        return timer::playFromStart;
    }

    /** What can wait until a window that is being made stands: see {@link FirstFrame}. On the window's thread. */
    public void whenShown(Runnable action) {
        FirstFrame.then(() -> later(action));
    }

    @Override
    public void close() {
        closed = true;
        background.shutdownNow();
    }
}
