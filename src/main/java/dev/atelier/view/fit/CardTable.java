package dev.atelier.view.fit;

import dev.atelier.ui.Hints;
import dev.atelier.ui.Messages;
import java.util.List;
import java.util.Locale;
import javafx.beans.value.ObservableValue;
import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Common cards, each with a verdict and what would change it; below, what talking to the model needs. */
public final class CardTable extends VBox {
    private static final double GAP = 8;
    private final GridPane grid = new GridPane(2 * GAP, GAP / 2);

    /** An empty table. */
    public CardTable() {
        super(GAP);
        getStyleClass().add("card-table");
        for (Priority grows : List.of(Priority.NEVER, Priority.NEVER, Priority.NEVER, Priority.ALWAYS)) {
            var column = new ColumnConstraints();
            column.setHgrow(grows);
            grid.getColumnConstraints().add(column);
        }
    }

    /** Shows what {@code model} says, with its words. */
    public void show(CardsViewModel model, Messages messages) {
        var texts = messages.of(getClass());
        var head = new Label(texts.get("fit.cards"));
        head.getStyleClass().add("text-bold");
        head.setAccessibleHelp(texts.get("fit.cards.help"));
        var chat = sentence(model.chatProperty());
        chat.setAccessibleHelp(texts.get("fit.chat.help"));
        getChildren().setAll(head, grid, sentence(model.noteProperty()), chat);
        model.rowsProperty().subscribe(this::fill);
        visibleProperty().bind(model.noteProperty().isNotEmpty());
        managedProperty().bind(visibleProperty());
        Hints.install(this);
    }

    private static Label sentence(ObservableValue<String> text) {
        var label = new Label();
        label.textProperty().bind(text);
        label.getStyleClass().addAll("muted", "small-text");
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.visibleProperty().bind(label.textProperty().isNotEmpty());
        label.managedProperty().bind(label.visibleProperty());
        return label;
    }

    private void fill(List<CardRow> rows) {
        grid.getChildren().clear();
        for (int i = 0; i < rows.size(); i++) {
            CardRow row = rows.get(i);
            var verdict = label(row.verdict(), row.fit().name().toLowerCase(Locale.ROOT));
            verdict.setGraphic(new FontIcon(row.fit().icon()));
            var change = label(row.change(), "small-text");
            change.setAccessibleHelp(row.help());
            change.setWrapText(true);
            change.setMinWidth(0);
            grid.addRow(i, label(row.size(), "text-bold"), label(row.examples(), "muted"), verdict, change);
        }
        grid.getChildren().forEach(node -> GridPane.setValignment(node, VPos.TOP));
        Hints.install(grid);
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setMinSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        return label;
    }
}
