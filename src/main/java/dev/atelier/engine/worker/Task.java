package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkMessage.Reply;
import dev.atelier.domain.work.WorkMessage.Step;
import dev.atelier.domain.work.WorkPart;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One question on its way. Progress is told at most ten times a second, and when a new part of the work begins. */
final class Task implements Asker {
    private static final long PAUSE_NANOS = 100_000_000;
    private final long id;
    private final Replies replies;
    private final AtomicLong told = new AtomicLong(System.nanoTime() - PAUSE_NANOS);
    private volatile @Nullable String work;
    private volatile boolean cancelled;
    private boolean ended;

    Task(long id, Replies replies) {
        this.id = id;
        this.replies = replies;
    }

    @Override
    public void at(String what, long done, long total) {
        long now = System.nanoTime();
        long last = told.get();
        boolean begins = !what.equals(work);
        if ((begins || now - last >= PAUSE_NANOS) && told.compareAndSet(last, now)) {
            work = what;
            send(Reply.progress(id, new Step(what, done, total)));
        }
    }

    @Override
    public void part(WorkPart part) {
        send(Reply.part(id, part));
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    /** The last reply; nothing comes after it. */
    synchronized void end(Reply last) {
        ended = true;
        replies.send(last);
    }

    private synchronized void send(Reply reply) {
        if (!ended) {
            replies.send(reply);
        }
    }

    void cancel() {
        cancelled = true;
    }
}
