package dev.atelier.view.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** The numbers behind the curves, one row per step. */
final class LossTable extends TableView<LossTable.Row> {
    /** Losses at one step; NaN where nothing was measured. */
    record Row(long step, double train, double smoothed, double validation) {}

    LossTable() {
        getStyleClass().addAll("loss-table", "dense");
        setColumnResizePolicy(CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    }

    void words(Units units) {
        setAccessibleText(units.text("chart.table"));
        getColumns().setAll(List.of(column(units.text("chart.step"), row -> units.count(row.step())),
                column(units.text("chart.train"), row -> loss(units, row.train())),
                column(units.text("chart.train") + " · " + units.text("chart.smoothed"), row -> loss(units, row.smoothed())),
                column(units.text("chart.validation"), row -> loss(units, row.validation()))));
    }

    /** Training and validation joined by step. */
    static List<Row> rows(Curve train, Curve validation) {
        List<Row> rows = new ArrayList<>(train.size() + validation.size());
        int t = 0;
        int v = 0;
        while (t < train.size() || v < validation.size()) {
            long next = Math.min(t < train.size() ? train.step(t) : Long.MAX_VALUE, v < validation.size() ? validation.step(v) : Long.MAX_VALUE);
            boolean trained = t < train.size() && train.step(t) == next;
            boolean held = v < validation.size() && validation.step(v) == next;
            rows.add(new Row(next, trained ? train.raw(t) : Double.NaN, trained ? train.smoothed(t) : Double.NaN, held ? validation.raw(v) : Double.NaN));
            t += trained ? 1 : 0;
            v += held ? 1 : 0;
        }
        return rows;
    }

    private static String loss(Units units, double value) {
        return Double.isNaN(value) ? "" : units.loss(value);
    }

    private static TableColumn<Row, String> column(String name, Function<Row, String> text) {
        TableColumn<Row, String> column = new TableColumn<>(name);
        column.setCellValueFactory(cell -> new ReadOnlyStringWrapper(text.apply(cell.getValue())));
        column.setSortable(false);
        column.getStyleClass().add("number");
        return column;
    }
}
