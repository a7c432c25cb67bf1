package dev.atelier.view.adapter;

import dev.atelier.ui.Hints;
import dev.atelier.ui.Messages;
import dev.atelier.view.adapter.MethodRow.Way;
import dev.atelier.view.chart.Units;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;

/** Full, LoRA and QLoRA as three lines: what the seminar counts, what we count, whether it fits; the names are buttons to train like that. */
public final class MethodTable extends GridPane {
    /** An empty table. */
    public MethodTable() {
        getStyleClass().add("method-table");
        setHgap(12);
        setVgap(6);
        for (HPos where : List.of(HPos.LEFT, HPos.RIGHT, HPos.RIGHT, HPos.RIGHT, HPos.RIGHT, HPos.LEFT)) {
            var column = new ColumnConstraints();
            column.setHalignment(where);
            column.setHgrow(Priority.SOMETIMES);
            getColumnConstraints().add(column);
        }
    }

    void show(List<MethodRow> rows, Messages.Texts texts, Units units, Consumer<Way> choose) {
        getChildren().clear();
        if (rows.isEmpty()) {
            return;
        }
        add(head(texts.get("adapter.methods.taught"), texts.get("adapter.methods.taught.help")), 1, 0, 2, 1);
        add(head(texts.get("adapter.methods.ours"), texts.get("adapter.methods.ours.help")), 3, 0, 2, 1);
        for (int column = 1; column < 5; column++) {
            add(label(texts.get(column % 2 == 1 ? "adapter.methods.each" : "adapter.methods.whole"), "muted"), column, 1);
        }
        for (int i = 0; i < rows.size(); i++) {
            row(i + 2, rows.get(i), texts, units, choose);
        }
    }

    private void row(int at, MethodRow row, Messages.Texts texts, Units units, Consumer<Way> choose) {
        var verdict = label(row.fit().words(units), "method-" + row.fit().name().toLowerCase(Locale.ROOT));
        verdict.setGraphic(new FontIcon(row.fit().icon()));
        addRow(at, choice(row, texts, choose), label(row.taught(), "method-number"), label(row.taughtBytes(), "method-number"), label(row.oursPerParameter(), "method-number"), label(row.ours(), "method-number"),
                verdict);
        getChildren().forEach(node -> setValignment(node, VPos.CENTER));
        Hints.install(this);
    }

    /** The way's name: pressed where the settings train like it. */
    private static ToggleButton choice(MethodRow row, Messages.Texts texts, Consumer<Way> choose) {
        var button = new ToggleButton(texts.get(row.way().key()));
        button.setAccessibleText(texts.get("adapter.methods.choose", button.getText()));
        button.setAccessibleHelp(texts.get(row.way().key() + ".help"));
        button.setSelected(row.chosen());
        button.setMaxWidth(Double.MAX_VALUE);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> {
            button.setSelected(row.chosen());
            choose.accept(row.way());
        });
        return button;
    }

    private static Node head(String text, String help) {
        var label = label(text, "text-bold");
        label.setAccessibleHelp(help);
        return label;
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }
}
