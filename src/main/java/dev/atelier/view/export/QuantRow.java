package dev.atelier.view.export;

import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import java.util.OptionalLong;
import javafx.beans.InvalidationListener;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.javafx.FontIcon;

/** A quantization to choose: bits per weight, what it costs, how large the file will be. */
final class QuantRow extends ToggleButton {
    private static final double BAR = 120;
    private final Quant quant;
    private final ExportViewModel model;
    private final Messages.Texts texts;
    private final Units units;
    private final Label size = new Label();
    private final Region part = new Region();

    QuantRow(Quant quant, ExportViewModel model, Messages.Texts texts, Units units) {
        this.quant = quant;
        this.model = model;
        this.texts = texts;
        this.units = units;
        var chosen = new FontIcon("fth-check");
        chosen.getStyleClass().add("chosen");
        var name = column(quant.name(), 64, "choice-name");
        var bits = column(texts.get("export.bits", units.number(quant.bits(), quant.bits() % 1 == 0 ? 0 : quant.bits() * 2 % 1 == 0 ? 1 : 2)), 64, "number");
        var text = column(texts.get("export.quant." + quant.name()), 0, "choice-text");
        text.setMaxWidth(Double.MAX_VALUE);
        if (quant.forTests()) {
            var sign = new FontIcon("fth-alert-triangle");
            sign.getStyleClass().add("careful");
            text.setGraphic(sign);
        }
        HBox.setHgrow(text, Priority.ALWAYS);
        size.setMinWidth(72);
        size.setAlignment(Pos.CENTER_RIGHT);
        size.getStyleClass().addAll("number", "tabular");
        part.getStyleClass().add("size-part");
        var bar = new StackPane(track(), part);
        StackPane.setAlignment(part, Pos.CENTER_LEFT);
        bar.setMinWidth(BAR);
        bar.setMaxWidth(BAR);
        var content = new HBox(12, chosen, name, bits, text, size, bar);
        content.setAlignment(Pos.CENTER_LEFT);
        content.prefWidthProperty().bind(widthProperty().subtract(26));
        setGraphic(content);
        getStyleClass().setAll("choice", "quant");
        setMaxWidth(Double.MAX_VALUE);
        setAccessibleHelp(texts.get("export.quant." + quant.name() + ".help"));
        InvalidationListener changed = any -> update();
        model.sizes().known().addListener(changed);
        update();
    }

    private static Region track() {
        var track = new Region();
        track.getStyleClass().add("size-track");
        return track;
    }

    private static Label column(String text, double width, String style) {
        var label = new Label(text);
        label.setMinWidth(width);
        label.getStyleClass().add(style);
        return label;
    }

    private void update() {
        OptionalLong bytes = model.size(Format.GGUF, quant);
        long most = model.sizes().largestGguf();
        size.setText(bytes.isPresent() ? units.bytes(bytes.getAsLong()) : "–");
        part.setMaxWidth(bytes.isPresent() && most > 0 ? BAR * bytes.getAsLong() / most : 0);
        setAccessibleText(texts.get("export.quant.name", quant.name(), units.number(quant.bits(), 1), size.getText()));
    }

    Quant quant() {
        return quant;
    }
}
