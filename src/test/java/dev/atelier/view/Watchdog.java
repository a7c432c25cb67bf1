package dev.atelier.view;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javafx.application.Platform;

/**
 * Watches that nobody holds the FX thread for more than 100 ms: again and again it asks the thread for a sign. Where none comes in time, the thread
 * is guilty if it computed for as long, or waited inside our own code; not if the machine gave it no time.
 */
public final class Watchdog implements AutoCloseable {
    private static final long LIMIT_MILLIS = 100;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private final Thread fx = Fx.call(Thread::currentThread);
    private final List<String> holds = new ArrayList<>();
    private final Thread watcher;
    private volatile boolean closed;

    public Watchdog() {
        watcher = Thread.ofPlatform().daemon().name("watchdog").start(this::watch);
    }

    private void watch() {
        while (!closed) {
            var sign = new CountDownLatch(1);
            long cpu = THREADS.getThreadCpuTime(fx.threadId());
            Platform.runLater(sign::countDown);
            try {
                if (!sign.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
                    long begin = System.nanoTime() - LIMIT_MILLIS * 1_000_000;
                    StackTraceElement[] stack = fx.getStackTrace();
                    Thread.State state = fx.getState();
                    sign.await();
                    long used = (THREADS.getThreadCpuTime(fx.threadId()) - cpu) / 1_000_000;
                    judge(stack, state, used, (System.nanoTime() - begin) / 1_000_000);
                }
                Thread.sleep(5);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void judge(StackTraceElement[] stack, Thread.State state, long used, long held) {
        boolean ours = Arrays.stream(stack).anyMatch(frame -> frame.getClassName().startsWith("dev.atelier.") && !frame.getClassName().equals(Fx.class.getName()));
        boolean waits = state != Thread.State.RUNNABLE && ours;
        if (used >= LIMIT_MILLIS || waits) {
            String where = Arrays.stream(stack).limit(60).map(frame -> "    " + frame).collect(Collectors.joining("\n"));
            synchronized (holds) {
                holds.add(held + " ms (" + used + " ms of them computing), " + state + "\n" + where);
            }
        }
    }

    /** What was seen so far: how long, and where the thread was. */
    public List<String> holds() {
        synchronized (holds) {
            return List.copyOf(holds);
        }
    }

    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
    }
}
