package dev.atelier.job;

/** Where a run stands: what it told last, and whether its engine lives. */
public sealed interface RunState {
    /** Never started. */
    record Prepared() implements RunState {}

    /** An engine works on it, or is about to. */
    record Running(long pid) implements RunState {}

    record Finished() implements RunState {}

    /** Stopped on request after {@code step} steps, with a checkpoint: it can go on. */
    record Stopped(int step) implements RunState {}

    /** {@code mendable}: by the user, as the message says. */
    record Failed(String message, boolean mendable) implements RunState {}

    /** The engine died without a word, as by kill -9 or for want of memory, after telling of {@code lastStep}: it can go on. */
    record Interrupted(int lastStep) implements RunState {}
}
