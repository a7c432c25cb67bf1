package dev.atelier.cli;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.Progress;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.UserError;
import dev.atelier.job.EngineProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One sitting of {@code train}: an engine, followed until it ends; Ctrl-C ends it with a checkpoint. */
final class TrainSession {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(6);
    private static final Duration TELLING = Duration.ofSeconds(1);
    private final PrintWriter err;
    private final CountDownLatch told = new CountDownLatch(1);
    private final TrainMonitor monitor;

    TrainSession(PrintWriter err) {
        this.err = err;
        this.monitor = new TrainMonitor(err, Boolean.getBoolean("atelier.terminal"));
    }

    /** What {@code train --json} prints. */
    record Outcome(String run, int steps, @Nullable Double initialValLoss, @Nullable Double valLoss, @Nullable Double bestValLoss, double tokensPerS, long peakMemoryBytes,
            double seconds) {}

    Progress progress() {
        return (what, done, total) -> monitor.show(new RunEvent.Preparing(what, done, total));
    }

    /** Trains {@code run} to its end, unless it has already come to it. */
    Outcome follow(RunFolder run) throws IOException, InterruptedException {
        var tail = new EventTail(run.events());
        tail.poll().forEach(monitor::replay);
        if (monitor.history().finished()) {
            monitor.line("already finished: nothing to resume");
            return outcome(run);
        }
        EngineProcess engine = EngineProcess.attached(run, EngineProcess.MAIN_CLASS);
        var interrupted = Thread.ofPlatform().unstarted(() -> stop(engine, run));
        Runtime.getRuntime().addShutdownHook(interrupted);
        while (!engine.awaitExit(POLL)) {
            tail.poll().forEach(monitor::show);
        }
        tail.poll().forEach(monitor::show);
        monitor.end();
        told.countDown();
        if (shuttingDown(interrupted)) {
            throw new CancellationException();
        }
        check(engine, run);
        return outcome(run);
    }

    /** Runs when this process is told to end. */
    private void stop(EngineProcess engine, RunFolder run) {
        if (engine.alive()) {
            engine.cancel();
            try {
                if (!engine.awaitExit(GRACE)) {
                    engine.kill();
                }
                told.await(TELLING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                engine.kill();
            }
            err.println("atelier: stopped; go on with: atelier train " + TrainCommand.shown(run.root()) + " --resume");
            err.flush();
        }
    }

    private static boolean shuttingDown(Thread hook) {
        try {
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void check(EngineProcess engine, RunFolder run) {
        String resume = "; atelier train " + TrainCommand.shown(run.root()) + " --resume goes on from the last checkpoint";
        RunHistory history = monitor.history();
        switch (history.ending().orElse(null)) {
            case RunEvent.Finished _ -> {}
            case RunEvent.Failed(String message, boolean mendable) when mendable -> throw new UserError(message);
            case RunEvent.Stopped _ -> throw new UserError("the engine was told to stop" + resume);
            case null, default -> {
                String how = engine.exitCode() == 137 ? "was killed (by the system, if memory ran out)" : "ended with exit code " + engine.exitCode();
                String why = history.ending().map(ending -> ((RunEvent.Failed) ending).message().lines().findFirst().orElse("")).orElse("the engine " + how);
                throw new EngineFailure(why + "; its log is " + TrainCommand.shown(run.log()) + resume);
            }
        }
    }

    private Outcome outcome(RunFolder run) {
        if (monitor.history().ending().orElse(null) instanceof RunEvent.Finished f) {
            return new Outcome(run.root().toString(), f.steps(), f.initialValLoss(), f.valLoss(), f.bestValLoss(), f.tokensPerS(), f.peakMemoryBytes(), f.seconds());
        }
        throw new IllegalStateException("an outcome before the end");
    }

    /** The engine broke; its log says where. */
    static final class EngineFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        EngineFailure(String message) {
            super(message);
        }
    }
}
