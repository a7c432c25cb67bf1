package dev.atelier.view.model;

import dev.atelier.ui.Hints;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Facts in two columns, read from top to bottom; long ones follow over the whole width. */
public final class FactsGrid extends GridPane {
    private static final int COLUMNS = 2;
    private static final int LONG = 34;

    /** A grid without facts yet. */
    public FactsGrid() {
        setHgap(24);
        setVgap(8);
        for (int i = 0; i < COLUMNS; i++) {
            var name = new ColumnConstraints();
            name.setMinWidth(Region.USE_PREF_SIZE);
            var value = new ColumnConstraints();
            value.setHgrow(Priority.SOMETIMES);
            getColumnConstraints().addAll(name, value);
        }
    }

    void show(List<Fact> facts) {
        getChildren().clear();
        List<Fact> small = facts.stream().filter(fact -> fact.value().length() <= LONG).toList();
        int rows = (small.size() + COLUMNS - 1) / COLUMNS;
        for (int i = 0; i < small.size(); i++) {
            addRow(i % rows, name(small.get(i)), value(small.get(i)));
        }
        int row = rows;
        for (Fact fact : facts) {
            if (fact.value().length() > LONG) {
                Label value = value(fact);
                value.setWrapText(true);
                add(name(fact), 0, row);
                add(value, 1, row, 2 * COLUMNS - 1, 1);
                row++;
            }
        }
        Hints.install(this);
    }

    private static Label name(Fact fact) {
        var name = new Label(fact.name());
        name.getStyleClass().add("muted");
        name.setAccessibleHelp(fact.help());
        setValignment(name, VPos.TOP);
        return name;
    }

    private static Label value(Fact fact) {
        var value = new Label(fact.value());
        value.setAccessibleHelp(fact.help());
        return value;
    }
}
