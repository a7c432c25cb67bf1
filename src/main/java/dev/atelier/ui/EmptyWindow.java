package dev.atelier.ui;

import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.stage.Stage;

/** A window with one word in it: the least that a JavaFX program does before it can be used, to measure this one's start against. */
public final class EmptyWindow {
    private EmptyWindow() {}

    /** Shows it, prints a line once it can be used, and ends. */
    public static void main(String[] args) {
        Platform.startup(() -> {
            var stage = new Stage();
            stage.setScene(new Scene(new Label("empty"), 1280, 800));
            stage.show();
            FirstFrame.then(() -> {
                System.out.println("usable");
                Platform.exit();
            });
        });
    }
}
