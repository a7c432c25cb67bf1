package dev.atelier.view.chart;

import javafx.beans.value.ObservableValue;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Line;

/** Unseen strokes the style sheet colours, so that a canvas can be painted in the theme's looked-up colours and follows when the theme changes. */
final class LossColours extends Group {
    private final Line train = stroke("train-stroke");
    private final Line validation = stroke("validation-stroke");
    private final Line grid = stroke("grid-stroke");
    private final Line ground = stroke("ground-stroke");
    private final Label text = new Label();

    LossColours(Runnable changed) {
        setManaged(false);
        setMouseTransparent(true);
        setOpacity(0);
        text.getStyleClass().add("axis-label");
        getChildren().addAll(train, validation, grid, ground, text);
        for (Line line : new Line[] {train, validation, grid, ground}) {
            follow(line.strokeProperty(), changed);
        }
        follow(text.textFillProperty(), changed);
        follow(text.fontProperty(), changed);
    }

    void apply(LossPlot plot) {
        plot.theme(colour(train.getStroke()), colour(validation.getStroke()), colour(grid.getStroke()), colour(text.getTextFill()),
                colour(ground.getStroke()), text.getFont());
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
}
