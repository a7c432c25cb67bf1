package dev.atelier.domain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/** Appends events to events.jsonl, a whole line in one write each; a line that an earlier process left torn is cut off on opening. */
public final class EventLog implements AutoCloseable {
    private final FileChannel file;
    private final Clock clock;

    private EventLog(FileChannel file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    public static EventLog open(Path path) throws IOException {
        var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.truncate(endOfLastLine(file));
        file.position(file.size());
        return new EventLog(file, Clock.systemUTC());
    }

    /** Thread-safe. A checkpoint's event is also synced to the disk. */
    public synchronized void append(RunEvent event) {
        try {
            var line = ByteBuffer.wrap((event.toLine(clock.instant()) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                file.write(line);
            }
            if (event instanceof RunEvent.CheckpointSaved || event instanceof RunEvent.Finished) {
                file.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot append to events.jsonl", e);
        }
    }

    private static long endOfLastLine(FileChannel file) throws IOException {
        var one = ByteBuffer.allocate(1);
        for (long end = file.size(); end > 0; end--) {
            file.read(one.clear(), end - 1);
            if (one.get(0) == '\n') {
                return end;
            }
        }
        return 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
