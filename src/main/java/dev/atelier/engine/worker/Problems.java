package dev.atelier.engine.worker;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkMessage.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was thrown, as the window is told of it: something to mend, or a defect with its trace. */
final class Problems {
    private static final Pattern NO_MEMORY = Pattern.compile("not enough memory|out of memory|can't allocate memory|cannot allocate memory");
    private static final int CAUSES = 10;

    private Problems() {}

    static Problem of(Throwable thrown) {
        if (isMemory(thrown, CAUSES)) {
            return new Problem("wanted more memory than this machine has left, found none: close other programs, or choose a smaller model or fewer tokens", true, trace(thrown));
        }
        Optional<String> line = UserError.line(thrown);
        return line.map(text -> new Problem(text, true, "")).orElseGet(() -> new Problem(thrown.toString(), false, trace(thrown)));
    }

    private static boolean isMemory(@Nullable Throwable thrown, int left) {
        if (thrown == null || left == 0) {
            return false;
        }
        String message = thrown instanceof UserError ? null : thrown.getMessage();
        return thrown instanceof OutOfMemoryError || message != null && NO_MEMORY.matcher(message.toLowerCase(Locale.ROOT)).find() || isMemory(thrown.getCause(), left - 1);
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
