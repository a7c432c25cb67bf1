package dev.atelier.view.learn;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A lesson: a title, a sentence, something to play with. */
class Card extends VBox {
    Card(String title, String text) {
        super(12);
        getStyleClass().addAll("card", "lesson");
        var name = new Label(title);
        name.getStyleClass().add("text-bold");
        getChildren().addAll(name, wrapped(text, "muted"));
    }

    static Label wrapped(String text, String style) {
        var label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }

    /** A number or a word in a table. */
    static Label cell(String text, boolean number) {
        var label = new Label(text);
        if (number) {
            label.getStyleClass().add("tabular");
            label.setMaxWidth(Double.MAX_VALUE);
            label.setAlignment(Pos.CENTER_RIGHT);
        }
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    static GridPane grid() {
        var grid = new GridPane(16, 6);
        grid.getStyleClass().add("figures");
        return grid;
    }

    static Label head(String text, boolean number) {
        var label = cell(text, false);
        label.getStyleClass().add("muted");
        label.setMaxWidth(Double.MAX_VALUE);
        label.setAlignment(number ? Pos.CENTER_RIGHT : Pos.CENTER_LEFT);
        return label;
    }
}
