package dev.atelier.cli;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunHistory;
import java.io.PrintWriter;
import java.util.Locale;

/** A run's events as people follow them: on a terminal one line that is written over, elsewhere a line every few seconds. */
final class TrainMonitor {
    private static final long PLAIN_INTERVAL_NANOS = 5_000_000_000L;
    private static final long TERMINAL_INTERVAL_NANOS = 100_000_000L;
    private static final double FORGETTING = 0.98;
    private final PrintWriter err;
    private final boolean terminal;
    private final RunHistory history = new RunHistory();
    private boolean lineOpen;
    private long lastShown = System.nanoTime();
    private long measuredNanos;
    private int measuredStep;
    private double seconds; // decayed, as are the steps that took them
    private double steps;

    TrainMonitor(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    RunHistory history() {
        return history;
    }

    /** Takes what an earlier engine told, without showing it. */
    void replay(RunEvent event) {
        history.apply(event);
    }

    void show(RunEvent event) {
        history.apply(event);
        switch (event) {
            case RunEvent.Preparing(String what, long done, long total) -> status(what + (total > 0 && done > 0 ? " " + 100 * done / total + " %" : " ..."), done == 0);
            case RunEvent.Started s -> line(String.format(Locale.ROOT, "%,d training rows, %,d validation rows; %,d of %,d parameters trained; %s on %s%s; %,d steps", s.trainRows(), s.valRows(),
                    s.trainableParameters(), s.parameters(), s.precision(), s.device(), s.recompute() ? ", activations computed again" : "", s.steps()));
            case RunEvent.Resumed(int step) -> line("resumed after step " + step);
            case RunEvent.Step s -> {
                measure(s.step());
                status(progress(s), false);
            }
            case RunEvent.Eval e -> line(String.format(Locale.ROOT, "step %d: validation loss %.4f, ", e.step(), e.loss()) + (e.classes() == null ? String.format(Locale.ROOT, "perplexity %.2f", e.ppl())
                    : String.format(Locale.ROOT, "accuracy %.1f %%, macro-F1 %.3f", 100 * e.classes().accuracy(), e.classes().macroF1())));
            case RunEvent.Warning(String message) -> line("warning: " + message);
            case RunEvent.Stopped(int step) -> line("stopped after step " + step + ", with a checkpoint");
            case RunEvent.Sample _, RunEvent.CheckpointSaved _, RunEvent.Failed _ -> {}
            case RunEvent.Finished f -> line("finished " + f.steps() + " steps in " + Table.time(f.seconds()));
        }
    }

    /** Events come in bursts: time is taken over several. */
    private void measure(int step) {
        long now = System.nanoTime();
        if (measuredNanos == 0 || step <= measuredStep) {
            measuredNanos = now;
            measuredStep = step;
        } else if (now - measuredNanos >= TERMINAL_INTERVAL_NANOS) {
            seconds = FORGETTING * seconds + (now - measuredNanos) / 1e9;
            steps = FORGETTING * steps + (step - measuredStep);
            measuredNanos = now;
            measuredStep = step;
        }
    }

    private String progress(RunEvent.Step s) {
        int total = history.started().map(RunEvent.Started::steps).orElse(0);
        var out = new StringBuilder(String.format(Locale.ROOT, "step %d/%d  loss %.4f", s.step(), total, s.loss()));
        history.lastEval().ifPresent(eval -> out.append(String.format(Locale.ROOT, "  val %.4f", eval.loss())));
        out.append(String.format(Locale.ROOT, "  %,.0f tokens/s", s.tokensPerS()));
        if (steps > 0) {
            out.append("  ").append(Table.time(seconds / steps * (total - s.step()))).append(" left");
        }
        return out.toString();
    }

    /** A line that stays. */
    void line(String text) {
        err.println((lineOpen ? "\r\033[K" : "") + text);
        err.flush();
        lineOpen = false;
    }

    /** A line that the next one replaces. */
    private void status(String text, boolean always) {
        long now = System.nanoTime();
        if (terminal && !always && now - lastShown < TERMINAL_INTERVAL_NANOS) {
            return;
        }
        if (terminal) {
            lastShown = now;
            err.print("\r" + text + "\033[K");
            err.flush();
            lineOpen = true;
        } else if (always || now - lastShown >= PLAIN_INTERVAL_NANOS) {
            lastShown = now;
            line(text);
        }
    }

    /** Leaves the cursor on a fresh line. */
    void end() {
        if (lineOpen) {
            err.println();
            err.flush();
            lineOpen = false;
        }
    }
}
