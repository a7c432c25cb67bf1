package dev.atelier.engine.io;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;

/**
 * Files and folders that are either whole or not there: written under a temporary name beside the target, synced to the disk, renamed. Whatever
 * ends the writing, an error, a full disk or a cancel, the temporary one is removed and the target is as it was.
 */
public final class AtomicFiles {
    /** Ends the name a folder has while a new one takes its place. */
    private static final String OLD = ".old";

    private AtomicFiles() {}

    /** Fills a file. */
    @FunctionalInterface
    public interface FileBody {
        void write(FileChannel channel) throws IOException;
    }

    /** Fills a folder. */
    @FunctionalInterface
    public interface FolderBody {
        void write(Path folder) throws IOException;
    }

    /** Writes {@code target} by {@code body}; an input/output failure becomes a {@link UserError}. */
    public static void write(Path target, FileBody body) {
        var absolute = target.toAbsolutePath();
        var temporary = beside(absolute);
        try {
            Files.createDirectories(parent(absolute));
            try (var channel = FileChannel.open(temporary, CREATE_NEW, WRITE, READ)) {
                body.write(channel);
                channel.force(true);
            }
            Files.move(temporary, absolute, ATOMIC_MOVE, REPLACE_EXISTING);
            syncFolder(parent(absolute));
        } catch (IOException e) {
            throw failed(target, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Writes {@code text} in UTF-8. */
    public static void writeString(Path target, String text) {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Writes a whole folder by {@code body}; one that is already there is replaced once the new one is complete. */
    public static void writeFolder(Path target, FolderBody body) {
        var absolute = target.toAbsolutePath();
        var temporary = beside(absolute);
        var old = absolute.resolveSibling("." + absolute.getFileName() + OLD);
        try {
            Files.createDirectories(parent(absolute));
            Files.createDirectory(temporary);
            body.write(temporary);
            try (var files = Files.walk(temporary)) {
                for (var file : files.toList()) {
                    sync(file);
                }
            }
            if (Files.exists(absolute)) {
                deleteTree(old);
                Files.move(absolute, old, ATOMIC_MOVE);
            }
            Files.move(temporary, absolute, ATOMIC_MOVE);
            syncFolder(parent(absolute));
            deleteTree(old);
        } catch (IOException e) {
            throw failed(target, e);
        } finally {
            if (Files.exists(old) && !Files.exists(absolute)) {
                renameQuietly(old, absolute);
            }
            deleteTree(temporary);
        }
    }

    /** Removes a folder such that no half of it is ever seen under its name. */
    public static void remove(Path folder) {
        var temporary = beside(folder.toAbsolutePath());
        renameQuietly(folder, temporary);
        deleteTree(temporary);
        deleteTree(folder);
    }

    /** Removes what writers that were killed left in {@code folder}, and puts a folder back that was to be replaced; no writer may be at work there. */
    public static void sweep(Path folder) {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (name.matches("\\..+\\.tmp")) {
                    deleteTree(file);
                } else if (name.matches("\\..+\\" + OLD)) {
                    var target = file.resolveSibling(name.substring(1, name.length() - OLD.length()));
                    if (!Files.exists(target)) {
                        renameQuietly(file, target);
                    }
                    deleteTree(file);
                }
            }
        } catch (IOException e) {
            // no folder, or one that cannot be read: nothing to sweep
        }
    }

    /** All of {@code buffer}; a channel may take it in pieces. */
    public static void writeFully(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Removes a file or a folder with all in it; what is not there or cannot be removed is left. */
    public static void deleteTree(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(AtomicFiles::deleteQuietly);
        } catch (IOException e) {
            deleteQuietly(root);
        }
    }

    private static Path beside(Path target) {
        return parent(target).resolve("." + target.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8) + ".tmp");
    }

    private static Path parent(Path absolute) {
        var parent = absolute.getParent();
        if (parent == null || absolute.getFileName() == null) {
            throw UserError.of("wanted a file to write", absolute.toString(), "name a file in a folder");
        }
        return parent;
    }

    private static void sync(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            syncFolder(path);
        } else {
            try (var channel = FileChannel.open(path, WRITE)) {
                channel.force(true);
            }
        }
    }

    /** Makes the renames in {@code folder} durable; Windows has no such call and refuses to open folders. */
    private static void syncFolder(Path folder) {
        try (var channel = FileChannel.open(folder, READ)) {
            channel.force(true);
        } catch (IOException e) {
            // not a system with folder handles
        }
    }

    private static void renameQuietly(Path from, Path to) {
        try {
            Files.move(from, to, ATOMIC_MOVE);
        } catch (IOException e) {
            // the old folder stays under its temporary name
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // a leftover temporary file harms nobody
        }
    }

    private static UserError failed(Path target, IOException e) {
        var reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        var kind = e instanceof FileSystemException ? e.getClass().getSimpleName() + " " : "";
        return new UserError(target + ": could not be written (" + kind + reason + "): check the free space and the folder's permissions", e);
    }
}
