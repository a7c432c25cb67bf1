package dev.atelier.domain;

/**
 * A mistake the user can mend: one line that says what was wanted, what was found and what to do. Commands print the message and exit 2; the
 * window shows it beside the field. Anything else that is thrown is a defect.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@code wanted: found; todo}, on one line. */
    public static UserError of(String wanted, String found, String todo) {
        return new UserError(wanted + ", found " + found + ": " + todo);
    }
}
