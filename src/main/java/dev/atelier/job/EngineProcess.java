package dev.atelier.job;

import dev.atelier.domain.RunFolder;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The engine of one run: a child Java process of the same program. Its output goes to run.log. An attached engine ends, with a checkpoint, when
 * the pipe to its standard input is closed, which the system does if this process dies; a detached one goes on.
 */
public final class EngineProcess {
    /** The program itself. */
    public static final String MAIN_CLASS = ChildJava.MAIN_CLASS;

    /** Java's own memory stays small beside libtorch's: an engine keeps little there for long, and what it frees goes back at once. */
    private static final List<String> JAVA = List.of("-XX:+ExitOnOutOfMemoryError", "-Xmn16m", "-XX:-ShrinkHeapInSteps");

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
        return start(run, mainClass, List.of(), Redirect.from(nothing()));
    }

    private static EngineProcess start(RunFolder run, String mainClass, List<String> options, Redirect input) throws IOException {
        Files.createDirectories(run.root());
        var arguments = new ArrayList<>(List.of("engine", run.root().toString()));
        arguments.addAll(options);
        var builder = java(run, mainClass, arguments);
        builder.redirectInput(input).redirectErrorStream(true).redirectOutput(Redirect.appendTo(run.log().toFile()));
        return new EngineProcess(builder.start());
    }

    private static ProcessBuilder java(RunFolder run, String mainClass, List<String> arguments) {
        var options = new ArrayList<>(JAVA);
        options.add("-XX:ErrorFile=" + run.root().resolve("hs_err.log"));
        return ChildJava.of(options, mainClass, arguments);
    }

    /**
     * What an engine of the same Java and environment prints for {@code command} RUN, and ends.
     *
     * @throws IOException if it fails, with the end of what it said
     */
    public static String answer(RunFolder run, String mainClass, String command, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(command, run.root().toString()));
        arguments.addAll(List.of(options));
        var process = java(run, mainClass, arguments).redirectInput(Redirect.from(nothing())).redirectError(Redirect.appendTo(run.log().toFile())).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            if (code != 0) {
                String log = Files.readString(run.log()).strip();
                throw new IOException("the engine ended with code " + code + ": " + log.substring(log.lastIndexOf('\n') + 1));
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static File nothing() {
        return new File(ChildJava.windows() ? "NUL" : "/dev/null");
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
