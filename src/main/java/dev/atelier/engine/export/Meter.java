package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import java.util.concurrent.CancellationException;

/** Counts written bytes towards a total and passes on a cancel. */
final class Meter {
    private final Progress progress;
    private final String what;
    private final long total;
    private final long start = System.nanoTime();
    private long done;

    Meter(Progress progress, String what, long total) {
        this.progress = progress;
        this.what = what;
        this.total = total;
        progress.at(what, 0, total);
    }

    void add(long bytes) {
        done += bytes;
        progress.at(what, done, total);
    }

    boolean cancelled() {
        return progress.cancelled();
    }

    void check() {
        if (cancelled()) {
            throw new CancellationException("cancelled");
        }
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
