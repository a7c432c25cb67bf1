package dev.atelier.view.export;

import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import javafx.collections.FXCollections;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

/** How large the parts of a GGUF file may be, and what they will be called. */
final class SplitBox extends VBox {
    SplitBox(ExportViewModel model, Messages.Texts texts, Units units) {
        var sizes = new ComboBox<>(FXCollections.observableArrayList(SplitChoice.SIZES));
        sizes.setConverter(new StringConverter<>() {
            @Override
            public String toString(Long bytes) {
                return bytes == null ? "" : bytes == SplitChoice.WHOLE ? texts.get("export.split.whole") : texts.get("export.split.size", units.bytes(bytes));
            }

            @Override
            public Long fromString(String text) {
                return SplitChoice.WHOLE;
            }
        });
        sizes.valueProperty().bindBidirectional(model.split().bytesProperty());
        sizes.setMinWidth(USE_PREF_SIZE);
        sizes.setAccessibleText(texts.get("export.split"));
        sizes.setAccessibleHelp(texts.get("export.split.help"));
        var names = new Label();
        names.setWrapText(true);
        names.setMinHeight(USE_PREF_SIZE);
        names.getStyleClass().add("muted");
        names.textProperty().bind(model.partsProperty());
        HBox.setHgrow(names, Priority.ALWAYS);
        getChildren().add(RoundingBox.line(texts.get("export.split"), sizes, names));
    }
}
