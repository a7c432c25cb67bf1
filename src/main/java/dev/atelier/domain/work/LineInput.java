package dev.atelier.domain.work;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of a stream in UTF-8, none longer in memory than a limit. */
public final class LineInput {
    private static final int START = 256;

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;

    /** @param whole false for a line of more bytes than the limit: then {@code text} is its start */
    public record Line(String text, boolean whole) {}

    /** @param limit most bytes of a line */
    public LineInput(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /** The next line without its end, null after the last. */
    public @Nullable Line next() throws IOException {
        var line = new ByteArrayOutputStream(START);
        boolean whole = true;
        boolean any = false;
        while (at < filled || fill()) {
            any = true;
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            whole &= end - at <= limit - line.size();
            if (whole) {
                line.write(buffer, at, end - at);
            }
            at = end + 1;
            if (end < filled) {
                break;
            }
        }
        if (!any) {
            return null;
        }
        return whole ? new Line(line.toString(StandardCharsets.UTF_8), true) : new Line(new String(line.toByteArray(), 0, Math.min(START, line.size()), StandardCharsets.UTF_8), false);
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }
}
