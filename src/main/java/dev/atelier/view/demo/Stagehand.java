package dev.atelier.view.demo;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;

/** Works the window from a thread of its own: finds controls, presses them, waits for what comes of it. Whatever it does ends with a cancel. */
final class Stagehand {
    private static final long POLL_MILLIS = 30;
    private final Supplier<Scene> scene;
    private final BooleanSupplier cancelled;

    /** {@code scene} is asked for anew each time: the window may have changed. */
    Stagehand(Supplier<Scene> scene, BooleanSupplier cancelled) {
        this.scene = scene;
        this.cancelled = cancelled;
    }

    /** Does it on the window's thread. */
    <T> T fx(Callable<T> work) {
        check();
        var result = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) { // told to whoever asked
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    void run(Runnable work) {
        fx(() -> {
            work.run();
            return true;
        });
    }

    /** The node in sight that {@code selector} finds; an error if there is none. */
    Node find(String selector) {
        return fx(() -> {
            Node found = scene.get().lookup(selector);
            if (found == null) {
                throw new IllegalStateException("nothing in the window at " + selector);
            }
            return found;
        });
    }

    /** Waits until it is so on the window's thread; an error after {@code patience}. */
    void await(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!fx(condition::getAsBoolean)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + patience.toSeconds() + " s in vain for " + what);
            }
            sleep(POLL_MILLIS);
        }
    }

    void sleep(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        do {
            check();
            try {
                Thread.sleep(Math.min(POLL_MILLIS, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
            } catch (InterruptedException e) {
                throw new CancellationException();
            }
        } while (System.nanoTime() < end);
    }

    private void check() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException();
        }
    }
}
