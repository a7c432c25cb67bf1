package dev.atelier.domain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Follows events.jsonl while another process writes it: each call returns what whole lines were added since the last. */
public final class EventTail {
    private static final int CHUNK = 1 << 20;
    private final Path path;
    private long offset;

    public EventTail(Path path) {
        this(path, 0);
    }

    /** Goes on at {@code offset}, a byte of the file at which a line starts. */
    public EventTail(Path path, long offset) {
        this.path = path;
        this.offset = offset;
    }

    /** The byte behind the last line that was read. */
    public long offset() {
        return offset;
    }

    /** New events, oldest first; a line still being written waits for the next call, one that no event can be read from is passed over. */
    public List<RunEvent> poll() throws IOException {
        var events = new ArrayList<RunEvent>();
        if (!Files.exists(path)) {
            return events;
        }
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            for (byte[] lines = wholeLines(file); lines.length > 0; lines = wholeLines(file)) {
                offset += lines.length;
                new String(lines, StandardCharsets.UTF_8).lines().forEach(line -> RunEvent.parse(line).ifPresent(events::add));
            }
        }
        return events;
    }

    private byte[] wholeLines(FileChannel file) throws IOException {
        var buffer = ByteBuffer.allocate(Math.clamp(file.size() - offset, 0, CHUNK));
        while (buffer.hasRemaining() && file.read(buffer, offset + buffer.position()) > 0) {
            // until the buffer is full or the file ends
        }
        int end = buffer.position();
        while (end > 0 && buffer.get(end - 1) != '\n') {
            end--;
        }
        return Arrays.copyOf(buffer.array(), end);
    }
}
