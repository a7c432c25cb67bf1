package dev.atelier.view.export;

import atlantafx.base.theme.Styles;
import dev.atelier.store.StoredExport;
import dev.atelier.ui.Messages;
import dev.atelier.view.Desktop;
import dev.atelier.view.chart.Units;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;

/** An earlier export in a line; its name shows its result again. */
final class EarlierRow extends HBox {
    EarlierRow(StoredExport export, ExportViewModel model, Desktop desktop, Messages.Texts texts, Units units) {
        getStyleClass().add("earlier-row");
        String file = String.valueOf(export.file().getFileName());
        var name = new Hyperlink(file);
        name.setMinWidth(0);
        name.setOnAction(event -> {
            model.shownProperty().set(export);
            name.setVisited(false);
        });
        name.setAccessibleHelp(texts.get("export.earlier.help", export.file()));
        var room = new Region();
        HBox.setHgrow(room, Priority.ALWAYS);
        var date = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT).withLocale(texts.getLocale()).withZone(ZoneId.systemDefault());
        var when = new Label(date.format(export.created()));
        when.getStyleClass().add("muted");
        when.setMinWidth(Region.USE_PREF_SIZE);
        var size = new Label(units.bytes(export.bytes()));
        size.getStyleClass().add("tabular");
        size.setMinWidth(72);
        size.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
        var show = button("fth-folder", texts.get("export.show.name", file), texts.get("export.show.help"));
        show.setOnAction(event -> desktop.show(export.file()));
        var forget = button("fth-x", texts.get("export.forget", file), texts.get("export.forget.help"));
        forget.setOnAction(event -> model.forget(export));
        getChildren().addAll(name, room, size, when, show, forget);
    }

    private static Button button(String icon, String name, String help) {
        var button = new Button("", new FontIcon(icon));
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        button.setAccessibleText(name);
        button.setAccessibleHelp(help);
        return button;
    }
}
