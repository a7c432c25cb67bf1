package dev.atelier.engine.text.jinja;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What one rendering may use: a template is a program from the network. */
public final class Budget {
    static final int MAX_DEPTH = 200;

    private static final int MAX_EVALUATION_DEPTH = 1000;

    /** Work between two looks at the clock, in characters looked at: about a tenth of a millisecond. */
    private static final int CLOCK_EVERY = 1 << 18;

    private static final int STEP = 64;
    private static final int ITEM = 32;
    private static final int ALL_VALUES = 32;

    /** Comparisons that one search may take in the worst case. */
    private static final long MAX_SEARCH = 1L << 30;

    private final long maxSize;
    private final long deadline;
    private long work;
    private long nextLook = CLOCK_EVERY;
    private long allocated;
    private int depth;

    /**
     * @param maxSize most characters (or list items) of any value; what all of them add up to may be 32 times as much
     * @param time most time, checked every few thousand steps
     */
    public Budget(long maxSize, Duration time) {
        this.maxSize = maxSize;
        deadline = System.nanoTime() + time.toNanos();
    }

    /** One evaluated node. */
    void step() {
        work(STEP);
    }

    /** As many characters looked at. */
    void work(long characters) {
        work += characters;
        if (work >= nextLook) {
            nextLook = work + CLOCK_EVERY;
            if (System.nanoTime() > deadline) {
                throw new JinjaException("the template does not end within its time limit");
            }
        }
    }

    /** Before a value of this size is made. */
    void size(long size) {
        allocated += size;
        if (size > maxSize || allocated > ALL_VALUES * maxSize) {
            throw new JinjaException("the template builds values above its limit of " + maxSize + " characters");
        }
        work(size);
    }

    /** After an operation has given this, be it new or not. */
    Object made(Object value) {
        switch (value) {
            case String text -> size(text.length());
            case List<?> list -> items(list.size());
            case Map<?, ?> map -> items(2L * map.size());
            default -> {}
        }
        return value;
    }

    /** Before a list of so many items is made. */
    void items(long count) {
        size(count);
        allocated += (ITEM - 1) * count;
    }

    /** Before a text is searched for another: that takes as long as both together if they are made for it. */
    void search(String text, String part) {
        long worst = Math.max(0, text.length() - part.length() + 1L) * Math.max(1, part.length());
        if (worst > MAX_SEARCH) {
            throw new JinjaException("the template searches " + text.length() + " characters for " + part.length());
        }
        work(text.length() + worst / 16);
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
