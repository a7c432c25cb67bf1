package dev.atelier.engine.text.jinja;

import java.time.Duration;

/** What one rendering may use: a template is a program from the network. */
public final class Budget {
    static final int MAX_DEPTH = 200;

    private static final int MAX_EVALUATION_DEPTH = 1000;

    private static final int CLOCK_EVERY = 4096;

    private final long maxSize;
    private final long deadline;
    private long steps;
    private long allocated;
    private int depth;

    /**
     * @param maxSize most characters (or list items) of any value; what all of them add up to may be sixty-four times as much
     * @param time most time, checked every few thousand steps
     */
    public Budget(long maxSize, Duration time) {
        this.maxSize = maxSize;
        deadline = System.nanoTime() + time.toNanos();
    }

    /** One evaluated node. */
    void step() {
        if (++steps % CLOCK_EVERY == 0 && System.nanoTime() > deadline) {
            throw new JinjaException("the template does not end within its time limit");
        }
    }

    /** Before a value of this size is made. */
    void size(long size) {
        allocated += size;
        if (size > maxSize || allocated > 64 * maxSize) {
            throw new JinjaException("the template builds values above its limit of " + maxSize + " characters");
        }
    }

    /** Before {@code added} characters are appended to {@code soFar}. */
    void output(long added, long soFar) {
        size(added);
        if (added + soFar > maxSize) {
            throw new JinjaException("the template writes more than its limit of " + maxSize + " characters");
        }
    }

    void enter() {
        if (++depth > MAX_EVALUATION_DEPTH) {
            throw new JinjaException("the template nests or calls itself too deeply");
        }
    }

    void leave() {
        depth--;
    }
}
