package dev.atelier.cli;

import dev.atelier.domain.Progress;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A long task that Ctrl-C cancels: the process ends once the task has put everything back, or after a few seconds. */
final class Interruptible implements Progress, AutoCloseable {
    private static final long GRACE_SECONDS = 5;
    private final Progress shown;
    private final PrintWriter err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().unstarted(this::interrupted);
    private volatile boolean cancelled;

    Interruptible(Progress shown, PrintWriter err) {
        this.shown = shown;
        this.err = err;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void at(String what, long done, long total) {
        shown.at(what, done, total);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    private void interrupted() {
        cancelled = true;
        try {
            if (ended.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                err.println("\natelier: stopped");
                err.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending: the hook runs
        }
    }
}
