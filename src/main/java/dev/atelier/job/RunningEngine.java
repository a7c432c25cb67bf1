package dev.atelier.job;

import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The engine that works on a run, whoever started it. */
public final class RunningEngine {
    /** How exactly the system tells when a process started. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final ProcessHandle process;

    private RunningEngine(ProcessHandle process) {
        this.process = process;
    }

    /** Empty if none holds the run's lock, or if the process of that number is another, started after the number was written down. */
    public static Optional<RunningEngine> of(RunFolder run) throws IOException {
        OptionalLong pid = RunLock.held(run, Duration.ZERO) ? RunLock.pid(run) : OptionalLong.empty();
        if (pid.isEmpty() || pid.getAsLong() == ProcessHandle.current().pid()) {
            return Optional.empty();
        }
        Instant written = Files.getLastModifiedTime(run.pid()).toInstant();
        return ProcessHandle.of(pid.getAsLong()).filter(process -> process.info().startInstant().map(start -> start.isBefore(written.plus(SLACK))).orElse(false)).map(RunningEngine::new);
    }

    public long pid() {
        return process.pid();
    }

    /** Asks for a checkpoint and the end; returns at once. Where the system knows no such request, as Windows, it ends the engine, and the last checkpoint counts. */
    public void stop() {
        process.destroy();
    }

    /** Ends it at once; the run can be resumed from its last checkpoint. */
    public void kill() {
        process.destroyForcibly();
    }
}
