package dev.atelier.domain;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A mistake the user can mend: one line that says what was wanted, what was found and what to do. Commands print the message and exit 2; the
 * window shows it beside the field. Anything else that is thrown is a defect.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the system says by the kind of exception alone. */
    private static final Map<Class<?>, String> REASONS = Map.of(AccessDeniedException.class, "permission denied", FileAlreadyExistsException.class, "a file of that name is in the way",
            NotDirectoryException.class, "not a folder", DirectoryNotEmptyException.class, "the folder is not empty");

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** {@code wanted: found; todo}, on one line. */
    public static UserError of(String wanted, String found, String todo) {
        return new UserError(wanted + ", found " + found + ": " + todo);
    }

    /** The line for whatever a user can mend: a mistake's own, or what the file system refused; empty for a defect. */
    public static Optional<String> line(Throwable e) {
        return switch (e instanceof UncheckedIOException unchecked ? Objects.requireNonNull(unchecked.getCause()) : e) {
            case UserError mistake -> Optional.of(String.valueOf(mistake.getMessage()));
            case NoSuchFileException missing -> Optional.of("wanted a file, found nothing at " + missing.getFile() + ": check the path");
            case FileSystemException refused -> Optional.of(refused.getFile() + ": "
                    + (refused.getReason() == null ? REASONS.getOrDefault(refused.getClass(), "cannot be read or written") : refused.getReason())
                    + ": choose another path or change its permissions");
            default -> Optional.empty();
        };
    }
}
