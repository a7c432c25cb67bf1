package dev.atelier.view.data;

import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The table of rows: a cell asks for its line when it comes into sight, and again when other lines are to be shown. */
final class RowTable {
    private static final double ROW_HEIGHT = 48;
    private final PagedRows rows;
    private final Messages.Texts texts;
    private final Units units;
    private final IntSupplier maxLength;
    private final TableColumn<Long, Long> line;
    private final TableColumn<Long, Long> marks;

    RowTable(TableView<Long> table, PagedRows rows, Messages.Texts texts, Units units, IntSupplier maxLength) {
        this.rows = rows;
        this.texts = texts;
        this.units = units;
        this.maxLength = maxLength;
        line = column("line", 64, (cell, row) -> cell.setText(row.line() == null ? "" : units.count(row.line())), "number-cell", "muted");
        marks = column("marks", 48, this::marks);
        table.getColumns().addAll(List.of(column("number", 64, (cell, row) -> cell.setText(units.count(row.position())), "number-cell", "muted"), line, column("texts", TextsCell::new),
                column("tokens", 80, this::tokens, "number-cell"), marks));
        table.setItems(rows.ids());
        table.setFixedCellSize(ROW_HEIGHT);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
    }

    /** Shows or hides the column with the lines in the files. */
    void showLines(boolean shown) {
        line.setVisible(shown);
    }

    /** Shows or hides the column that marks edited rows and those with a problem. */
    void showMarks(boolean shown) {
        marks.setVisible(shown);
    }

    private TableColumn<Long, Long> column(String name, double width, BiConsumer<LineCell, RowLine> shown, String... styles) {
        var column = column(name, () -> new LineCell(shown, styles));
        column.setMinWidth(width);
        column.setMaxWidth(width);
        if (List.of(styles).contains("number-cell")) {
            column.getStyleClass().add("number-column");
        }
        return column;
    }

    private TableColumn<Long, Long> column(String name, Supplier<TableCell<Long, Long>> cells) {
        var column = new TableColumn<Long, Long>(texts.get("column." + name));
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellValueFactory(data -> new ReadOnlyObjectWrapper<>(data.getValue()));
        column.setCellFactory(of -> cells.get());
        return column;
    }

    private void tokens(LineCell cell, RowLine row) {
        boolean cut = row.tokens() != null && row.tokens() > maxLength.getAsInt();
        cell.setText(row.tokens() == null ? "…" : units.count(row.tokens()));
        cell.getStyleClass().remove("muted");
        if (row.tokens() == null) {
            cell.getStyleClass().add("muted");
        }
        cell.setGraphic(cut ? icon("fth-scissors", "icon-long") : null);
        cell.setTooltip(cut ? new Tooltip(texts.get("row.cut", maxLength.getAsInt())) : null);
    }

    private void marks(LineCell cell, RowLine row) {
        var icons = new HBox(4);
        var words = new ArrayList<String>();
        if (row.edited()) {
            icons.getChildren().add(icon("fth-edit-2", "icon-edited"));
            words.add(texts.get("row.edited"));
        }
        if (row.problem() != null) {
            icons.getChildren().add(icon("fth-alert-triangle", "icon-problem"));
            words.add(row.problem());
        }
        icons.setAlignment(Pos.CENTER_LEFT);
        cell.setGraphic(words.isEmpty() ? null : icons);
        cell.setTooltip(words.isEmpty() ? null : new Tooltip(String.join("\n", words)));
        cell.setAccessibleText(String.join(", ", words));
    }

    private static FontIcon icon(String name, String style) {
        var icon = new FontIcon(name);
        icon.getStyleClass().add(style);
        return icon;
    }

    /** One field of a row; drawn again only if the row is another. */
    private class LineCell extends TableCell<Long, Long> {
        private final BiConsumer<LineCell, RowLine> shown;
        private final InvalidationListener changed = observable -> show();
        private @Nullable RowLine last;
        private int lastLength;

        LineCell(BiConsumer<LineCell, RowLine> shown, String... styles) {
            this.shown = shown;
            getStyleClass().addAll(styles);
            rows.versionProperty().addListener(new WeakInvalidationListener(changed));
        }

        @Override
        protected void updateItem(Long id, boolean empty) {
            super.updateItem(id, empty);
            show();
        }

        private void show() {
            var found = isEmpty() || getIndex() < 0 || getIndex() >= rows.ids().size() ? null : rows.line(getIndex());
            if (found == null && last != null) {
                setText(null);
                setGraphic(null);
                setTooltip(null);
            } else if (found != null && (!found.equals(last) || lastLength != maxLength.getAsInt())) {
                shown.accept(this, found);
            }
            last = found;
            lastLength = maxLength.getAsInt();
        }
    }

    /** What is asked over what is answered. */
    private final class TextsCell extends LineCell {
        private final Label prompt = new Label();
        private final Label answer = new Label();
        private final VBox both = new VBox(prompt, answer);

        TextsCell() {
            super((cell, row) -> ((TextsCell) cell).texts(row));
            answer.getStyleClass().add("muted");
            both.setAlignment(Pos.CENTER_LEFT);
            for (Label each : List.of(prompt, answer)) {
                each.managedProperty().bind(each.textProperty().isNotEmpty());
            }
        }

        private void texts(RowLine row) {
            prompt.setText(row.prompt());
            answer.setText(row.answer());
            setGraphic(both);
            setAccessibleText(row.prompt() + "\n" + row.answer());
        }
    }
}
