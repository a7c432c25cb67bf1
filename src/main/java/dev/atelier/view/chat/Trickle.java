package dev.atelier.view.chat;

import dev.atelier.ui.Tasks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Text that arrives in pieces on any thread, shown on the window's at most thirty times a second. */
final class Trickle {
    private static final Executor SOON = CompletableFuture.delayedExecutor(33, TimeUnit.MILLISECONDS);
    private final Tasks tasks;
    private final Consumer<Shown> show;
    private final StringBuilder text = new StringBuilder();
    private final long begin = System.nanoTime();
    private boolean due;
    private int pieces;
    private long first;
    private long last;

    /** What came so far: {@code pieces} is near the number of tokens; speed and time to the first one are NaN while there is nothing to tell. */
    record Shown(String text, int pieces, double piecesPerS, double secondsToFirst) {}

    Trickle(Tasks tasks, Consumer<Shown> show) {
        this.tasks = tasks;
        this.show = show;
    }

    synchronized void add(String piece) {
        last = System.nanoTime();
        first = pieces == 0 ? last : first;
        pieces++;
        text.append(piece);
        if (!due) {
            due = true;
            SOON.execute(() -> tasks.later(() -> show.accept(take())));
        }
    }

    private synchronized Shown take() {
        due = false;
        return sofar();
    }

    synchronized Shown sofar() {
        return new Shown(text.toString(), pieces, pieces < 2 ? Double.NaN : (pieces - 1) * 1e9 / (last - first), pieces == 0 ? Double.NaN : (first - begin) / 1e9);
    }
}
