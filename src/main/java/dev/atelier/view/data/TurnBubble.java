package dev.atelier.view.data;

import dev.atelier.ui.Messages;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;

/** One turn of a conversation, as high as its text, and edited where it stands: Ctrl+Enter or leaving it takes the words, Esc puts them back. */
final class TurnBubble extends VBox {
    private static final double HIGHEST = 400;
    private final TextArea words = new TextArea();
    private final Text measure = new Text();
    private final String before;
    private final Consumer<String> taken;

    TurnBubble(RowTurn turn, Messages.Texts texts, Consumer<String> taken) {
        super(4);
        this.before = turn.text();
        this.taken = taken;
        String key = "role." + turn.role();
        var role = new Label(texts.has(key) ? texts.get(key) : turn.role());
        role.getStyleClass().add("role");
        words.setText(turn.text());
        words.setWrapText(true);
        words.setEditable(turn.editable());
        words.setAccessibleText(role.getText());
        words.setAccessibleHelp(texts.get(turn.editable() ? "turn.help" : "turn.calls.help"));
        words.setMinHeight(20);
        words.setPrefRowCount(1); // until its width is known
        measure.fontProperty().bind(words.fontProperty());
        measure.textProperty().bind(words.textProperty());
        words.textProperty().addListener((property, was, now) -> fit());
        words.widthProperty().addListener((property, was, now) -> fit());
        words.fontProperty().addListener((property, was, now) -> fit());
        words.focusedProperty().addListener((property, was, now) -> {
            if (!now) {
                take();
            }
        });
        words.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        getStyleClass().addAll("turn", turn.role());
        getChildren().addAll(role, words);
        fit();
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER && event.isShortcutDown()) {
            take();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && !words.getText().equals(before)) {
            words.setText(before);
            event.consume();
        }
    }

    private void take() {
        if (words.isEditable() && !words.getText().equals(before)) {
            taken.accept(words.getText());
        }
    }

    private void fit() {
        double width = words.getWidth() - 8; // a line more rather than a scroll bar
        if (width > 0) {
            measure.setWrappingWidth(width);
            double height = Math.min(HIGHEST, Math.ceil(measure.getLayoutBounds().getHeight()) + 4);
            if (Math.abs(words.getPrefHeight() - height) > 0.5) {
                words.setPrefHeight(height);
                Platform.runLater(this::requestLayout);
            }
        }
    }

    /** Puts the caret at the end of the words. */
    void edit() {
        words.requestFocus();
        words.end();
    }
}
