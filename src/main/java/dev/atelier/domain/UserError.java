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
import java.util.regex.Pattern;

/**
 * A mistake the user can mend: one line of at most 900 characters that says what was wanted, what was found and what to do. Commands print the message
 * and exit 2; the window shows it beside the field. Anything else that is thrown is a defect. What a file holds may be put into it as it is: line ends
 * and other control characters become spaces, a long text loses its middle.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 900;

    /** What is wanted and what is found are cut shorter than the whole, so that what to do is always said. */
    private static final int LONGEST_PART = 350;

    /** Line ends, control characters, and those that turn the direction of a text. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]+");

    /** What the system says by the kind of exception alone. */
    private static final Map<Class<?>, String> REASONS = Map.of(AccessDeniedException.class, "permission denied", FileAlreadyExistsException.class, "a file of that name is in the way",
            NotDirectoryException.class, "not a folder", DirectoryNotEmptyException.class, "the folder is not empty");

    public UserError(String message) {
        super(line(message, LONGEST));
    }

    public UserError(String message, Throwable cause) {
        super(line(message, LONGEST), cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** {@code wanted: found; todo}, on one line. */
    public static UserError of(String wanted, String found, String todo) {
        return new UserError(line(wanted, LONGEST_PART) + ", found " + line(found, LONGEST_PART) + ": " + todo);
    }

    private static String line(String text, int longest) {
        int half = longest / 2 - 2;
        var shown = text.length() <= longest ? text : text.substring(0, half) + " … " + text.substring(text.length() - half);
        return UNPRINTABLE.matcher(shown).replaceAll(" ").strip();
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
