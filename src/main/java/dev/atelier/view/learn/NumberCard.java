package dev.atelier.view.learn;

import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import dev.atelier.view.learn.NumbersViewModel.Kept;
import javafx.beans.InvalidationListener;
import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/** A number that is typed, bit by bit in every type, and how far off each one is. */
final class NumberCard extends Card {
    private static final int DIGITS = 4;
    private final NumbersViewModel model;
    private final Figures figures;
    private final Messages.Texts texts;
    private final Units units;
    private final GridPane grid = grid();
    private final Label problem = wrapped("", "problem");

    NumberCard(NumbersViewModel model, Figures figures, Messages.Texts texts, Units units) {
        super(texts.get("numbers.title"), texts.get("numbers.text"));
        this.model = model;
        this.figures = figures;
        this.texts = texts;
        this.units = units;
        var line = new HBox(8, label("numbers.number"), field("numbers.number", model.numberProperty(), 176), label("numbers.largest"), field("numbers.largest", model.largestProperty(), 88));
        line.setAlignment(Pos.CENTER_LEFT);
        problem.visibleProperty().bind(problem.textProperty().isNotEmpty());
        problem.managedProperty().bind(problem.visibleProperty());
        getChildren().addAll(line, problem, grid, legend());
        InvalidationListener changed = any -> show();
        model.numberProperty().addListener(changed);
        model.largestProperty().addListener(changed);
        show();
    }

    private Label label(String key) {
        var label = new Label(texts.get(key));
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private TextField field(String key, StringProperty text, double width) {
        var field = new TextField();
        field.textProperty().bindBidirectional(text);
        field.setPrefWidth(width);
        field.getStyleClass().add("tabular");
        field.setAccessibleText(texts.get(key));
        field.setAccessibleHelp(texts.get(key + ".help"));
        return field;
    }

    private HBox legend() {
        var legend = new HBox(16, part("sign"), part("exponent"), part("fraction"), part("code"));
        legend.setAlignment(Pos.CENTER_LEFT);
        return legend;
    }

    private HBox part(String name) {
        var box = bit(true, name);
        var part = new HBox(6, box, new Label(texts.get("numbers." + name)));
        part.getStyleClass().add("muted");
        part.setAlignment(Pos.CENTER_LEFT);
        return part;
    }

    private void show() {
        problem.setText(model.problem());
        grid.getChildren().clear();
        var all = model.kept();
        if (!all.isEmpty()) {
            grid.addRow(0, head(texts.get("numbers.type"), false), head(texts.get("numbers.bits"), false), head(texts.get("numbers.value"), true), head(texts.get("numbers.error"), true));
        }
        for (int i = 0; i < all.size(); i++) {
            Kept kept = all.get(i);
            grid.addRow(i + 1, cell(kept.type(), false), bits(kept), cell(figures.exact(kept.value()), true), cell(error(kept.error()), true));
        }
    }

    private String error(double error) {
        if (error == 0) {
            return texts.get("numbers.exact");
        }
        if (!Double.isFinite(error)) {
            return texts.get("numbers.beyond");
        }
        double percent = 100 * error;
        int digits = percent >= 1 ? 1 : (int) Math.min(10, DIGITS - 2 - Math.floor(Math.log10(percent)));
        return units.number(percent, digits) + " %";
    }

    private HBox bits(Kept kept) {
        var box = new HBox(1);
        var text = new StringBuilder();
        for (int i = 0; i < kept.bits().size(); i++) {
            String part = kept.sign() == 0 ? "code" : i < kept.sign() ? "sign" : i < kept.sign() + kept.exponent() ? "exponent" : "fraction";
            box.getChildren().add(bit(kept.bits().get(i), part));
            text.append(kept.bits().get(i) ? '1' : '0');
        }
        box.setAccessibleText(texts.get("numbers.bits.of", kept.type(), text));
        return box;
    }

    private static Label bit(boolean set, String part) {
        var bit = new Label(set ? "1" : "0");
        bit.getStyleClass().addAll("bit", part);
        if (set) {
            bit.getStyleClass().add("set");
        }
        return bit;
    }
}
