package dev.atelier.view.model;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A model's parts side by side, each as wide as its share of the values, and named underneath. */
public final class PartsBar extends VBox {
    private static final double THINNEST = 0.004;

    /** A bar without parts yet. */
    public PartsBar() {
        super(8);
    }

    void show(List<Part> parts) {
        var bar = new GridPane();
        bar.setHgap(1);
        bar.getStyleClass().add("parts-bar");
        var names = new FlowPane(16, 4);
        double whole = parts.stream().mapToDouble(PartsBar::width).sum();
        for (Part part : parts) {
            var column = new ColumnConstraints();
            column.setPercentWidth(100 * width(part) / whole);
            bar.getColumnConstraints().add(column);
            var piece = swatch(part);
            piece.setMaxWidth(Double.MAX_VALUE);
            piece.setMinHeight(16);
            Tooltip.install(piece, new Tooltip(part.name() + ": " + part.text()));
            bar.addRow(0, piece);
            var sample = swatch(part);
            sample.getStyleClass().add("sample");
            var value = new Label(part.text());
            value.getStyleClass().add("muted");
            var name = new HBox(6, sample, new Label(part.name()), value);
            name.getStyleClass().add("part-name");
            names.getChildren().add(name);
        }
        getChildren().setAll(bar, names);
    }

    private static double width(Part part) {
        return Math.max(THINNEST, part.share());
    }

    private static Region swatch(Part part) {
        var swatch = new Region();
        swatch.getStyleClass().addAll("part", part.id());
        return swatch;
    }
}
