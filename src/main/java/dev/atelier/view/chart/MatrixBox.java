package dev.atelier.view.chart;

import dev.atelier.ui.Hints;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** A matrix as a box to switch on and off: name, dimensions and, while on, a check and what the adapter adds. */
final class MatrixBox extends ToggleButton {
    private final Label name = label("matrix-name");
    private final Label dimensions = label("matrix-dimensions");
    private final Label added = label("matrix-added");
    private final FontIcon check = new FontIcon("fth-check");
    private final String letter;
    private @Nullable Matrix matrix;

    MatrixBox(String matrixName, String letter) {
        this.letter = letter;
        getStyleClass().setAll("matrix-box");
        name.setText(matrixName);
        VBox lines = new VBox(name, dimensions, added);
        lines.setAlignment(Pos.CENTER);
        lines.setMouseTransparent(true);
        StackPane all = new StackPane(lines, check);
        StackPane.setAlignment(check, Pos.TOP_RIGHT);
        all.prefWidthProperty().bind(widthProperty().subtract(4));
        all.prefHeightProperty().bind(heightProperty().subtract(4));
        setGraphic(all);
        check.visibleProperty().bind(selectedProperty());
        added.visibleProperty().bind(selectedProperty());
        added.managedProperty().bind(selectedProperty());
    }

    /** The key that switches it; empty: none. */
    String letter() {
        return letter;
    }

    /** Says what the matrix is, one of {@code layers}; null: not known yet, nothing to switch. */
    void show(@Nullable Matrix shown, int layers, Units units) {
        matrix = shown;
        setDisable(shown == null);
        String key = "block." + name.getText();
        String what = units.has(key) ? units.text(key) : units.text("block.matrix");
        if (shown == null) {
            setAccessibleHelp(what);
        } else {
            boolean some = shown.adapted() > 0 && shown.adapted() < layers;
            dimensions.setText(units.text("block.dimensions", Long.toString(shown.inputs()), Long.toString(shown.outputs())));
            added.setText(some ? units.text("block.partly", shown.adapted(), layers) : units.text("block.added", units.count(shown.addedParameters())));
            setAccessibleHelp(what + "\n" + units.text("block.size", units.count(shown.parameters()), units.bytes(shown.bytes()), layers) + "\n"
                    + units.text("block.adds", units.count(shown.addedParameters()), units.count(shown.addedParameters() * (some ? shown.adapted() : layers)))
                    + (some ? "\n" + units.text("block.some", shown.adapted(), layers) : "") + (letter.isEmpty() ? "" : "\n" + units.text("block.letter", letter.toUpperCase(Locale.ROOT))));
        }
        Hints.install(this);
        say(units);
    }

    /** Names the box for a screen reader. */
    void say(Units units) {
        Matrix known = matrix;
        if (known == null) {
            setAccessibleText(name.getText());
        } else if (isSelected()) {
            setAccessibleText(units.text("block.name.added", known.name(), units.count(known.inputs()), units.count(known.outputs()),
                    units.count(known.addedParameters())));
        } else {
            setAccessibleText(units.text("block.name", known.name(), units.count(known.inputs()), units.count(known.outputs())));
        }
    }

    private static Label label(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }
}
