package dev.atelier.job;

import dev.atelier.domain.RunFolder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The engine of one run: a child Java process of the same program. Its output goes to run.log. An attached engine ends, with a checkpoint, when
 * the pipe to its standard input is closed, which the system does if this process dies; a detached one goes on.
 */
public final class EngineProcess {
    /**
     * Environment, read once when a process starts: glibc keeps big buffers instead of giving them back after every step (ten times the speed), and
     * OpenMP's threads sleep at barriers instead of spinning there (eight times the speed beside another busy process).
     */
    public static final Map<String, String> ENVIRONMENT = Map.of("OMP_WAIT_POLICY", "PASSIVE", "MALLOC_MMAP_MAX_", "0", "MALLOC_TOP_PAD_", "268435456", "MALLOC_TRIM_THRESHOLD_", "34359738368",
            "OPT_OUT_TRACKING", "true");

    /** The program itself. */
    public static final String MAIN_CLASS = "dev.atelier.Main";

    private final Process process;

    private EngineProcess(Process process) {
        this.process = process;
    }

    /** Starts an engine that lives no longer than this process. */
    public static EngineProcess attached(RunFolder run, String mainClass) throws IOException {
        return start(run, mainClass, List.of("--attached"), Redirect.PIPE);
    }

    /** Starts an engine that outlives this process. */
    public static EngineProcess detached(RunFolder run, String mainClass) throws IOException {
        return start(run, mainClass, List.of(), Redirect.from(Path.of(windows() ? "NUL" : "/dev/null").toFile()));
    }

    private static EngineProcess start(RunFolder run, String mainClass, List<String> options, Redirect input) throws IOException {
        Files.createDirectories(run.root());
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", windows() ? "java.exe" : "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError", "-XX:ErrorFile=" + run.root().resolve("hs_err.log"),
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Dai.djl.offline=true", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass, "engine", run.root().toString()));
        command.addAll(options);
        var builder = new ProcessBuilder(command).redirectInput(input).redirectErrorStream(true).redirectOutput(Redirect.appendTo(run.log().toFile()));
        ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
        return new EngineProcess(builder.start());
    }

    private static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Asks for a checkpoint and the end; returns at once. */
    public void cancel() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy(); // the pipe is broken: the process is ending, or not listening
        }
    }

    /** Ends the process at once; the run can be resumed from its last checkpoint. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Whether it has ended within {@code patience}. */
    public boolean awaitExit(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The exit code of an ended engine: 0, 2 on a user's mistake, 1 on a defect, above 128 if a signal ended it. */
    public int exitCode() {
        return process.exitValue();
    }
}
