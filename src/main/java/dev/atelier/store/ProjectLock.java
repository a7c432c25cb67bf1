package dev.atelier.store;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Held while a window has a project open: the operating system's lock on a file beside the project's, which goes with the process however it ends. */
final class ProjectLock implements AutoCloseable {
    /** Of this process: a lock file may not even be opened twice, as closing it once lets go of POSIX locks for all. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private ProjectLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** A {@link UserError} if it is held. */
    static ProjectLock acquire(Path project) throws IOException {
        Path file = project.resolveSibling(project.getFileName() + ".lock");
        if (!HELD.add(file)) {
            throw taken(project);
        }
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw taken(project);
            }
            return new ProjectLock(file, channel);
        } catch (IOException | RuntimeException e) {
            HELD.remove(file);
            throw e;
        }
    }

    private static UserError taken(Path project) {
        return UserError.of(project + ": wanted a project that no other window has open", "one that has", "go on in that window, or close it");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(file);
    }
}
