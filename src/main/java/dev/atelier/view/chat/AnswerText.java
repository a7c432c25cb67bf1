package dev.atelier.view.chat;

import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A text that grows at its end: in blocks of lines, of which only the last is laid out anew. */
final class AnswerText extends VBox {
    private static final int BLOCK = 1500;
    private static final String CARET = "▍";
    private int settled;
    private String shown = "";

    AnswerText() {
        getStyleClass().add("answer-text");
        setMinWidth(0);
    }

    void show(String text, boolean growing) {
        if (!text.startsWith(shown.substring(0, Math.min(settled, shown.length())))) {
            getChildren().clear();
            settled = 0;
        }
        shown = text;
        for (int end = blockEnd(text); end > 0; end = blockEnd(text)) {
            last().setText(text.substring(settled, end - 1));
            settled = end;
            getChildren().add(block());
        }
        String rest = text.substring(settled);
        last().setText(growing ? rest + CARET : rest);
    }

    /** Behind the line end that closes the open block; 0 while it is short. */
    private int blockEnd(String text) {
        return text.length() - settled < BLOCK ? 0 : text.indexOf('\n', settled + BLOCK / 2) + 1;
    }

    private Label last() {
        if (getChildren().isEmpty()) {
            getChildren().add(block());
        }
        return (Label) getChildren().getLast();
    }

    private static Label block() {
        var label = new Label();
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
