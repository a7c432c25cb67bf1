package dev.atelier.domain;

/** Told how far a long task is; asked whether it should stop. */
public interface Progress {
    /** Neither shows nor stops anything. */
    Progress NONE = (what, done, total) -> {};

    /** {@code done} of {@code total} units of {@code what}; a total of 0 or less is unknown. */
    void at(String what, long done, long total);

    /** True as soon as the user wants the task to end; the task then leaves nothing half-written. */
    default boolean cancelled() {
        return false;
    }
}
