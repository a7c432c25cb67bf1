package dev.atelier.engine.text.jinja;

/** A template that does not parse, asks for what is not there, or says {@code raise_exception}. */
public final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean raised;

    JinjaException(String message) {
        this(message, false);
    }

    JinjaException(String message, boolean raised) {
        super(message);
        this.raised = raised;
    }

    static JinjaException at(int line, String message) {
        return new JinjaException("line " + line + " of the template: " + message);
    }

    /** True if the template itself called {@code raise_exception}: the messages are at fault, not the template. */
    public boolean raised() {
        return raised;
    }
}
