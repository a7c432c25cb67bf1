package dev.atelier;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code atelier train} as a process of its own, with its engine as another. */
final class TrainProcess {
    private static final String JVM = "-XX:TieredStopAtLevel=1 -Xshare:auto";
    private final Process process;
    private final Path out;
    private final Path err;

    private TrainProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static TrainProcess start(Path logs, String... args) throws IOException {
        Path out = Files.createTempFile(logs, "train", ".out");
        Path err = Files.createTempFile(logs, "train", ".err");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"), "dev.atelier.Main", "train", "--json"));
        command.addAll(List.of(args));
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", JVM); // for both processes
        return new TrainProcess(builder.start(), out, err);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Its exit code, once it has ended. */
    int exit(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + patience + ": " + err());
        }
        return process.exitValue();
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    /** Standard error without what Java says of its options. */
    String err() throws IOException {
        return Files.readString(err).lines().filter(line -> !line.startsWith("Picked up ")).collect(Collectors.joining("\n"));
    }

    /** Waits until {@code run}'s events file has {@code bytes} bytes more than {@code from}, or this process has ended. */
    void awaitEvents(RunFolder run, long from, long bytes) throws IOException, InterruptedException {
        while (alive() && (!Files.exists(run.events()) || Files.size(run.events()) < from + bytes)) {
            process.waitFor(1, TimeUnit.MILLISECONDS);
        }
    }

    static RunHistory history(RunFolder run) throws IOException {
        var history = new RunHistory();
        new EventTail(run.events()).poll().forEach(history::apply);
        return history;
    }
}
