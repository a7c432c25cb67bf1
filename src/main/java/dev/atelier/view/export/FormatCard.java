package dev.atelier.view.export;

import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import java.util.OptionalLong;
import javafx.beans.InvalidationListener;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** A format to choose: its name, what it is for, how large it will be. */
final class FormatCard extends ToggleButton {
    private static final double HEIGHT = 104;
    private final Format format;
    private final ExportViewModel model;
    private final Messages.Texts texts;
    private final Units units;
    private final Label size = new Label();

    FormatCard(Format format, ExportViewModel model, Messages.Texts texts, Units units) {
        this.format = format;
        this.model = model;
        this.texts = texts;
        this.units = units;
        String key = "export.format." + format.key();
        var name = new Label(texts.get(key), new FontIcon(format.icon()));
        name.getStyleClass().add("choice-name");
        var room = new Region();
        HBox.setHgrow(room, Priority.ALWAYS);
        var chosen = new FontIcon("fth-check");
        chosen.getStyleClass().add("chosen");
        var text = new Label(texts.get(key + ".text"));
        text.setWrapText(true);
        text.setMinHeight(Region.USE_PREF_SIZE);
        text.getStyleClass().add("choice-text");
        size.getStyleClass().addAll("choice-text", "tabular");
        var content = new VBox(6, new HBox(name, room, chosen), text, size);
        content.prefWidthProperty().bind(widthProperty().subtract(26));
        setGraphic(content);
        getStyleClass().setAll("choice");
        setMaxWidth(Double.MAX_VALUE);
        setMaxHeight(HEIGHT);
        setMinWidth(0);
        setPrefSize(200, HEIGHT);
        setMinHeight(HEIGHT);
        HBox.setHgrow(this, Priority.ALWAYS);
        setAccessibleHelp(texts.get(key + ".help"));
        InvalidationListener changed = any -> update();
        model.sizes().known().addListener(changed);
        model.quantProperty().addListener(changed);
        model.runs().chosenProperty().addListener(changed);
        update();
    }

    private void update() {
        OptionalLong bytes = model.size(format, model.quantProperty().get());
        size.setText(bytes.isPresent() ? units.bytes(bytes.getAsLong()) : "–");
        setAccessibleText(texts.get("export.format.name", texts.get("export.format." + format.key()), size.getText()));
        if (format == Format.PEFT) {
            setDisable(!model.hasAdapter());
        }
    }

    Format format() {
        return format;
    }
}
