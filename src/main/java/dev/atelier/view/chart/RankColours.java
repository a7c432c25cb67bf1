package dev.atelier.view.chart;

import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Line;
import javafx.scene.text.Font;

/** What the style sheet says of a grid's colours and letters, on nodes unseen; follows when the theme changes. */
final class RankColours extends Group {
    private final Line fill = stroke("rank-stroke");
    private final Line empty = stroke("rank-empty-stroke");
    private final Line cursor = stroke("rank-cursor-stroke");
    private final Label number = label("rank-number");
    private final Label strong = label("rank-number-strong");
    private final Label header = label("rank-header");

    RankColours(Runnable changed) {
        setManaged(false);
        setMouseTransparent(true);
        setOpacity(0);
        getChildren().addAll(fill, empty, cursor, number, strong, header);
        List.of(fill, empty, cursor).forEach(line -> follow(line.strokeProperty(), changed));
        for (Label label : List.of(number, strong, header)) {
            follow(label.textFillProperty(), changed);
            follow(label.fontProperty(), changed);
        }
    }

    Color fill(int rank) {
        return colour(fill.getStroke()).deriveColor(0, 1, 1, RankCells.strength(rank));
    }

    Color empty() {
        return colour(empty.getStroke());
    }

    Color cursor() {
        return colour(cursor.getStroke());
    }

    /** Of a number on the colour of its rank; readable on it in light and dark. */
    Color number(int rank) {
        return colour((RankCells.strength(rank) > 0.85 ? strong : rank == 0 ? header : number).getTextFill());
    }

    Color header() {
        return colour(header.getTextFill());
    }

    Color chosenHeader() {
        return colour(number.getTextFill());
    }

    Font font() {
        return number.getFont();
    }

    private static <T> void follow(ObservableValue<T> value, Runnable changed) {
        value.addListener((_, _, _) -> changed.run());
    }

    private static Color colour(Paint paint) {
        return paint instanceof Color colour ? colour : Color.GRAY;
    }

    private static Line stroke(String style) {
        Line line = new Line();
        line.getStyleClass().add(style);
        return line;
    }

    private static Label label(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        return label;
    }
}
