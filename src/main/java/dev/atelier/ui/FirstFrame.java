package dev.atelier.ui;

import javafx.animation.AnimationTimer;
import javafx.application.Platform;

/** When a window that was just shown can be used: a frame of it is on the screen, and what was asked of its thread since has been answered. */
public final class FirstFrame {
    /** A frame is surely drawn when the second one after it begins, as drawing runs one frame behind at most. */
    private static final int FRAMES = 3;

    private FirstFrame() {}

    /** Does {@code action} on the window's thread then; to be called there. */
    public static void then(Runnable action) {
        new AnimationTimer() {
            private int begun;

            @Override
            public void handle(long now) {
                if (++begun == FRAMES) {
                    stop();
                    Platform.runLater(action);
                }
            }
        }.start();
    }
}
