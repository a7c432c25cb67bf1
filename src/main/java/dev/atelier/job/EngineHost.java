package dev.atelier.job;

import dev.atelier.domain.Cancel;
import dev.atelier.domain.EventLog;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunLock;
import dev.atelier.domain.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The engine's side of a run, inside the child process: holds the lock, hears requests to stop, tells how it ended. */
public final class EngineHost {
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
    private static final long GRACE_SECONDS = 5;

    private EngineHost() {}

    /** What the engine does: trains the run, tells events, and returns soon after a request to stop, with a checkpoint. */
    @FunctionalInterface
    public interface Training {
        void run(RunFolder run, EventLog events, Cancel cancel) throws Exception;
    }

    /** Trains; the process's exit code. {@code attached}: the end of standard input is a request to stop, and this process ends soon after it in any case. */
    public static int run(RunFolder run, boolean attached, Training training) throws IOException {
        var cancel = new Cancel();
        var ended = new CountDownLatch(1);
        var lock = RunLock.acquire(run, LOCK_PATIENCE);
        if (lock.isEmpty()) {
            throw UserError.of(run.root() + ": wanted a run that no engine works on", "process " + RunLock.pid(run).stream().mapToObj(Long::toString).findFirst().orElse("?"),
                    "wait for it to end or stop it");
        }
        if (attached) {
            Thread.ofPlatform().daemon().name("standard input").start(() -> endWithInput(cancel, ended));
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            cancel.request();
            await(ended);
        }));
        try (var _ = lock.get(); var events = EventLog.open(run.events())) {
            return train(run, events, cancel, training);
        } finally {
            ended.countDown();
        }
    }

    private static int train(RunFolder run, EventLog events, Cancel cancel, Training training) {
        try {
            training.run(run, events, cancel);
            return 0;
        } catch (CancellationException e) {
            return 0; // the last event says so
        } catch (UserError e) {
            events.append(new RunEvent.Failed(String.valueOf(e.getMessage()), true));
            return 2;
        } catch (Throwable e) { // also errors: whoever watches has to be told
            e.printStackTrace();
            events.append(new RunEvent.Failed(e.toString(), false));
            return 1;
        }
    }

    private static void endWithInput(Cancel cancel, CountDownLatch ended) {
        try {
            while (System.in.read() >= 0) {
                // what is said does not matter, only that it ends
            }
        } catch (IOException e) {
            // a broken pipe is an end as well
        }
        cancel.request();
        if (!await(ended)) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static boolean await(CountDownLatch ended) {
        try {
            return ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
