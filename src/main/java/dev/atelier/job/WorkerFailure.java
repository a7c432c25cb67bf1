package dev.atelier.job;

/** A defect of the worker's: the message is its first line, {@link #trace} the whole stack trace from inside it. */
public final class WorkerFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String trace;

    WorkerFailure(String message, String trace) {
        super(message);
        this.trace = trace;
    }

    /** The stack trace in the worker, to be copied into a report. */
    public String trace() {
        return trace;
    }
}
