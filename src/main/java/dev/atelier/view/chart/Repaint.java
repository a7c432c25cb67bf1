package dev.atelier.view.chart;

import javafx.animation.AnimationTimer;

/** Draws with the next frame when somebody moves something, at most twenty times a second when only data arrives, and not at all otherwise. */
final class Repaint extends AnimationTimer {
    private static final long APART = 50_000_000;
    private final Runnable draw;
    private boolean urgent;
    private boolean waiting;
    private long last;

    Repaint(Runnable draw) {
        this.draw = draw;
    }

    /** New data: within 50 ms. */
    void soon() {
        if (!waiting) {
            waiting = true;
            start();
        }
    }

    /** A movement: with the next frame. */
    void now() {
        urgent = true;
        soon();
    }

    @Override
    public void handle(long time) {
        if (urgent || time - last >= APART) {
            stop();
            last = time;
            urgent = false;
            waiting = false;
            draw.run();
        }
    }
}
