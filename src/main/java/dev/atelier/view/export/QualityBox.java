package dev.atelier.view.export;

import dev.atelier.domain.work.WorkPart.Measured;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleStringProperty;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Which one should I take: what was measured, as a table and drawn. A row that is clicked is chosen for the export. */
final class QualityBox extends VBox {
    private static final double ROW = 28;
    private static final double HEAD = 42;
    private final QualityViewModel model;
    private final Messages.Texts texts;
    private final Units units;
    private final TableView<Measured> table = new TableView<>();

    QualityBox(QualityViewModel model, Messages.Texts texts, Units units, Consumer<Quant> take) {
        super(12);
        this.model = model;
        this.texts = texts;
        this.units = units;
        getStyleClass().addAll("card", "quality");
        var lines = lines();
        var text = wrapped(texts.get("quality.text"), "muted");
        var summary = wrapped("", "summary");
        var basis = wrapped("", "muted");
        var problem = wrapped("", "problem");
        problem.textProperty().bind(model.problemProperty());
        fillTable(take);
        var chart = new QualityChart(model, units, texts.get("quality.axis"), texts.get("quality.empty"));
        chart.setAccessibleText(texts.get("quality.chart"));
        chart.setAccessibleHelp(texts.get("quality.chart.help"));
        InvalidationListener changed = any -> {
            summary.setText(model.summary());
            basis.setText(model.basis());
            table.refresh();
            chart.requestLayout();
        };
        model.measured().addListener(changed);
        model.judgedProperty().addListener(changed);
        model.contextProperty().addListener(changed);
        getChildren().addAll(lines[0], text, lines[1], problem, table, summary, basis, chart);
        for (Node node : new Node[] {table, chart}) {
            node.visibleProperty().bind(Bindings.isNotEmpty(model.measured()));
        }
        problem.visibleProperty().bind(problem.textProperty().isNotEmpty());
        summary.visibleProperty().bind(summary.textProperty().isNotEmpty());
        basis.visibleProperty().bind(basis.textProperty().isNotEmpty());
        for (Node node : getChildren()) {
            node.managedProperty().bind(node.visibleProperty());
        }
    }

    private static Label wrapped(String text, String style) {
        var label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }

    private HBox[] lines() {
        var measure = new Button(texts.get("quality.measure"), new FontIcon("fth-bar-chart-2"));
        measure.setMinWidth(Region.USE_PREF_SIZE);
        measure.setAccessibleHelp(texts.get("quality.measure.help"));
        measure.setOnAction(event -> model.measure());
        measure.disableProperty().bind(model.runningProperty());
        var bar = new ProgressBar();
        bar.setPrefWidth(120);
        bar.setMinWidth(120);
        bar.setAccessibleText(texts.get("quality.progress"));
        bar.progressProperty().bind(model.progressProperty());
        var told = new Label();
        told.setMinWidth(Region.USE_PREF_SIZE);
        told.textProperty().bind(model.toldProperty());
        var cancel = new Button(texts.get("export.cancel"));
        cancel.setMinWidth(Region.USE_PREF_SIZE);
        cancel.setAccessibleHelp(texts.get("quality.cancel.help"));
        cancel.setOnAction(event -> model.cancel());
        var job = new HBox(12, bar, told, cancel);
        job.setAlignment(Pos.CENTER_LEFT);
        job.visibleProperty().bind(model.runningProperty());
        job.managedProperty().bind(job.visibleProperty());
        var room = new Region();
        HBox.setHgrow(room, Priority.ALWAYS);
        var label = new Label(texts.get("quality.context"));
        label.setMinWidth(Region.USE_PREF_SIZE);
        var line = new HBox(12, measure, job);
        line.setAlignment(Pos.CENTER_LEFT);
        var title = new Label(texts.get("quality.title"));
        title.getStyleClass().add("text-bold");
        var head = new HBox(8, title, room, label, contexts());
        head.setAlignment(Pos.CENTER_LEFT);
        return new HBox[] {head, line};
    }

    private ComboBox<Integer> contexts() {
        var contexts = new ComboBox<>(FXCollections.observableArrayList(QualityViewModel.CONTEXTS));
        contexts.setConverter(new StringConverter<>() {
            @Override
            public String toString(Integer tokens) {
                return tokens == null ? "" : units.count(tokens);
            }

            @Override
            public Integer fromString(String text) {
                return model.contextProperty().get();
            }
        });
        contexts.valueProperty().bindBidirectional(model.contextProperty());
        contexts.setMinWidth(96);
        contexts.setAccessibleText(texts.get("quality.context"));
        contexts.setAccessibleHelp(texts.get("quality.context.help"));
        return contexts;
    }

    private void fillTable(Consumer<Quant> take) {
        table.setItems(model.measured());
        table.setFixedCellSize(ROW);
        table.setPrefHeight(HEAD + ROW * (1 + QualityViewModel.TYPES.size()) + 2);
        table.setMinHeight(Region.USE_PREF_SIZE);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_LAST_COLUMN);
        table.setAccessibleText(texts.get("quality.title"));
        table.setAccessibleHelp(texts.get("quality.table.help"));
        column("type", 68, Measured::type, false);
        column("size", 64, one -> units.bytes(one.bytes()), true);
        column("bits", 52, one -> units.number(one.bitsPerWeight(), 2), true);
        column("ram", 76, one -> units.bytes(model.ram(one)), true);
        column("perplexity", 100, one -> units.number(one.perplexity(), 4), true);
        column("kl", 86, one -> units.number(one.divergence(), 5), true).setCellFactory(any -> new DistanceCell());
        column("top", 76, one -> units.number(100 * one.sameTop(), 2) + " %", true);
        var score = column("score", 80, one -> one.score() == null ? "" : units.number(100 * one.score(), 1) + " %", true);
        InvalidationListener scored = any -> score.setVisible(model.scored());
        model.measured().addListener(scored);
        scored.invalidated(model.measured());
        column("note", 144, model::note, false);
        table.getSelectionModel().selectedItemProperty().subscribe(one -> {
            if (one != null) {
                take.accept(Quant.valueOf(one.type()));
            }
        });
    }

    private TableColumn<Measured, String> column(String key, double width, Function<Measured, String> text, boolean number) {
        var column = new TableColumn<Measured, String>(texts.get("quality.column." + key));
        column.setCellValueFactory(row -> new SimpleStringProperty(text.apply(row.getValue())));
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setReorderable(false);
        if (number) {
            column.getStyleClass().add("number-column");
        }
        table.getColumns().add(column);
        return column;
    }

    /** A distance whose tooltip has its standard error. */
    private final class DistanceCell extends TableCell<Measured, String> {
        @Override
        protected void updateItem(@Nullable String text, boolean empty) {
            super.updateItem(text, empty);
            setText(empty ? null : text);
            Measured one = empty || getTableRow() == null ? null : getTableRow().getItem();
            setTooltip(one == null || one.error() == null ? null : new Tooltip(texts.get("quality.distance", units.number(one.divergence(), 5), units.number(one.error(), 5))));
        }
    }
}
