package dev.atelier.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What to tell of a worker that ended unasked, from its exit code and the end of its log. */
final class WorkerDeath {
    private static final int SIGNALS = 128;
    private static final int SIGKILL = 9;
    private static final int TAIL = 8192;
    private static final Pattern NO_MEMORY = Pattern.compile("(?i)OutOfMemoryError|not enough memory|out of memory|can't allocate memory|insufficient memory");

    private WorkerDeath() {}

    static String line(int exitCode, Path log) {
        boolean signalled = exitCode > SIGNALS && !ChildJava.windows();
        String how = signalled ? "signal " + (exitCode - SIGNALS) : "exit code " + exitCode;
        String end = "it starts again with the next question";
        if (signalled && exitCode - SIGNALS == SIGKILL || NO_MEMORY.matcher(tail(log)).find()) {
            return "the worker process was ended (" + how + "), most likely because memory ran out: close other programs or choose a smaller model; " + end;
        }
        return "the worker process ended unexpectedly (" + how + "): " + end + "; " + log + " says more";
    }

    private static String tail(Path log) {
        try (var file = FileChannel.open(log)) {
            var bytes = ByteBuffer.allocate(TAIL);
            file.read(bytes, Math.max(0, file.size() - TAIL));
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
