package dev.atelier.job;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.RunLock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows a run from a thread of its own until its engine has ended: what it tells, and whether it lives. */
public final class RunWatch implements AutoCloseable {
    private static final long POLL_MILLIS = 120;
    private final RunFolder run;
    private final EventTail tail;
    private final @Nullable ProcessHandle engine;
    private final Listener listener;
    private final RunHistory history;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable RunState told;

    private RunWatch(RunFolder run, long offset, @Nullable ProcessHandle engine, RunHistory history, Listener listener) {
        this.run = run;
        this.tail = new EventTail(run.events(), offset);
        this.engine = engine;
        this.history = history;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("watch " + run.root().getFileName()).start(this::watch);
    }

    /** Hears of a run on the watch's thread. */
    public interface Listener {
        /** New events, oldest first; {@code offset} is the byte of events.jsonl behind them. */
        void events(List<RunEvent> events, long offset);

        /** Called first of all, and when it changes; the last call is of a state other than Running, and comes after the last events. */
        void state(RunState state);

        /** The run can no longer be watched, as its folder cannot be read. */
        void failed(Exception cause);
    }

    /** Follows a run that an engine may or may not work on; {@code offset}: where to go on in events.jsonl. */
    public static RunWatch found(RunFolder run, long offset, Listener listener) throws IOException {
        return new RunWatch(run, offset, null, RunFolders.last(run), listener);
    }

    /** Follows a run whose engine, process {@code pid}, was just started: it runs, though it has not taken its lock yet, and what stands before {@code offset} is not its ending. */
    public static RunWatch started(RunFolder run, long offset, long pid, Listener listener) throws IOException {
        RunHistory history = RunFolders.last(run);
        history.apply(new RunEvent.Preparing("", 0, 0));
        return new RunWatch(run, offset, ProcessHandle.of(pid).orElse(null), history, listener);
    }

    private void watch() {
        try {
            do {
                RunState state = look();
                if (!state.equals(told)) {
                    told = state;
                    listener.state(state);
                }
            } while (told instanceof RunState.Running && !closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            listener.failed(e);
        }
    }

    /** Whether it lives is asked before its events are read: those of an engine that has ended are then all there. */
    private RunState look() throws IOException {
        boolean held = RunLock.held(run, Duration.ZERO);
        boolean alive = held || engine != null && engine.isAlive();
        List<RunEvent> events = tail.poll();
        if (!events.isEmpty()) {
            events.forEach(history::apply);
            listener.events(events, tail.offset());
        }
        if (!alive) {
            return RunFolders.ended(run, history);
        }
        return new RunState.Running(engine != null ? engine.pid() : RunLock.pid(run).orElse(0));
    }

    /** Stops watching, not the run; nothing more is told when it returns. Not to be called by the listener. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
