package dev.atelier.view.learn;

import dev.atelier.ui.Messages;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import javafx.beans.InvalidationListener;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** A small matrix to quantize by absmax, and what it is read back as. */
final class MatrixCard extends Card {
    private static final double HEIGHT = 72;
    private static final List<Integer> BITS = List.of(8, 4, 3, 2);
    private static final int COLUMNS = 10;
    private final NumbersViewModel model;
    private final Figures figures;
    private final Messages.Texts texts;
    private final GridPane grid = grid();
    private final Label found = wrapped("", "found");

    MatrixCard(NumbersViewModel model, Figures figures, Messages.Texts texts) {
        super(texts.get("matrix.title"), texts.get("matrix.text"));
        this.model = model;
        this.figures = figures;
        this.texts = texts;
        var area = new TextArea();
        area.textProperty().bindBidirectional(model.matrixProperty());
        area.setPrefHeight(HEIGHT);
        area.setMinHeight(HEIGHT);
        area.getStyleClass().add("tabular");
        named(area, "matrix.values");
        var bits = new ChoiceBox<>(FXCollections.observableArrayList(BITS));
        bits.valueProperty().bindBidirectional(model.bitsProperty());
        named(bits, "matrix.bits");
        var byRow = new CheckBox(texts.get("matrix.rows"));
        byRow.selectedProperty().bindBidirectional(model.byRowProperty());
        byRow.setAccessibleHelp(texts.get("matrix.rows.help"));
        var label = new Label(texts.get("matrix.bits"));
        label.setMinWidth(Region.USE_PREF_SIZE);
        var line = new HBox(12, label, bits, byRow);
        line.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(area, line, grid, found);
        InvalidationListener changed = any -> show();
        model.matrixProperty().addListener(changed);
        model.bitsProperty().addListener(changed);
        model.byRowProperty().addListener(changed);
        show();
    }

    private void named(Node node, String key) {
        node.setAccessibleText(texts.get(key));
        node.setAccessibleHelp(texts.get(key + ".help"));
    }

    private void show() {
        grid.getChildren().clear();
        var all = model.quantized();
        if (all.rows().isEmpty()) {
            found.setText(texts.get("matrix.wrong"));
            return;
        }
        int row = 0;
        for (int i = 0; i < all.rows().size(); i++) {
            Absmax one = all.rows().get(i);
            row(row++, texts.get("matrix.constant", figures.exact(rounded(one.constant()))), one.integers().stream().map(value -> figures.local(Integer.toString(value))).toList());
            row(row++, texts.get("matrix.back"), one.back().stream().map(value -> figures.exact(rounded(value))).toList());
        }
        found.setText(texts.get("matrix.error", figures.exact(rounded(all.error()))));
    }

    private void row(int at, String name, List<String> values) {
        grid.add(head(name, false), 0, at);
        for (int i = 0; i < Math.min(COLUMNS, values.size()); i++) {
            var cell = cell(values.get(i), true);
            cell.setMinWidth(56);
            grid.add(cell, i + 1, at);
        }
    }

    /** Four digits are enough to see what is off. */
    private static double rounded(double value) {
        return value == 0 ? 0 : new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }
}
