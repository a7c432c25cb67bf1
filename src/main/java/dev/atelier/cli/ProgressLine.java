package dev.atelier.cli;

import dev.atelier.domain.Progress;
import java.io.PrintWriter;

/** A bar on one line of a terminal, ten times a second at most; gone when the task is done. */
final class ProgressLine implements Progress {
    private static final long INTERVAL_NANOS = 100_000_000L;
    private static final long PACE_NANOS = 1_000_000_000L;
    private static final int WIDTH = 30;
    private final PrintWriter err;
    private long lastShown;
    private long total;
    private long first;
    private long started;

    ProgressLine(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void at(String what, long done, long total) {
        long now = System.nanoTime();
        boolean end = total > 0 && done >= total;
        if (!end && now - lastShown < INTERVAL_NANOS) {
            return;
        }
        lastShown = now;
        if (total != this.total || done < first) {
            this.total = total;
            first = done;
            started = now;
        }
        if (end) {
            err.print("\r\033[K");
        } else if (total <= 0) {
            err.print("\r" + what + (done > 0 ? " " + Table.count(done) : " ...") + "\033[K");
        } else {
            int filled = (int) (WIDTH * done / total);
            err.print("\r" + what + " [" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + 100 * done / total + " %" + left(now, done) + "\033[K");
        }
        err.flush();
    }

    /** What is left at the pace so far, once there is one to tell. */
    private String left(long now, long done) {
        if (now - started < PACE_NANOS || done <= first) {
            return "";
        }
        long seconds = Math.round((now - started) / 1e9 * (total - done) / (done - first));
        return seconds < 60 ? ", " + seconds + " s left" : seconds < 3600 ? ", " + seconds / 60 + " min " + seconds % 60 + " s left" : ", " + seconds / 3600 + " h " + seconds % 3600 / 60 + " min left";
    }
}
