package dev.atelier.engine.export;

import dev.atelier.domain.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a file will fit on its disk, asked before anything is written. */
final class DiskSpace {
    private DiskSpace() {}

    /** {@link UserError} where fewer than {@code bytes} are free where {@code out} is to lie. */
    static void check(Path out, long bytes) {
        Path folder = out.toAbsolutePath().normalize();
        while (folder.getParent() != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < bytes) {
                throw UserError.of(out + ": wanted " + megabytes(bytes) + " MB of free space", megabytes(free) + " MB", "free some, choose a smaller quantization or another disk");
            }
        } catch (IOException e) {
            // a store that does not tell: writing will say
        }
    }

    private static long megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1_000_000);
    }
}
