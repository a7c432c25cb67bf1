package dev.atelier.view.data;

import dev.atelier.domain.work.WorkPart.BadLine;
import dev.atelier.ui.Hints;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import dev.atelier.view.Navigation;
import dev.atelier.view.chart.Units;
import dev.atelier.view.data.RowFinding.Kind;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The project's rows in a table, what is found in them on top, the chosen one beside it. */
public final class RowsView extends View {
    private final DataViewModel model;
    private final RowEditorViewModel editor;
    private final RowDetailView detail;
    private final Navigation navigation;
    private final Units units;
    private final ReadOnlyBooleanWrapper chosen = new ReadOnlyBooleanWrapper(this, "chosen");
    private @Nullable Long wanted;
    @FXML private FlowPane chips;
    @FXML private TableView<Long> table;
    @FXML private SplitPane split;
    @FXML private VBox bad;
    @FXML private TableView<BadLine> badTable;
    @FXML private TextArea badText;
    @FXML private Label totals;
    @FXML private Label counting;
    @FXML private Button next;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    RowsView(Scope scope, DataViewModel model, RowEditorViewModel editor, RowDetailView detail, Navigation navigation, Units units) {
        super(scope);
        this.model = model;
        this.editor = editor;
        this.detail = detail;
        this.navigation = navigation;
        this.units = units;
    }

    @FXML
    private void initialize() {
        next.defaultButtonProperty().bind(model.empty().not());
        totals.textProperty().bind(model.totals());
        counting.textProperty().bind(model.countingText());
        table();
        badTable();
        model.findings().addListener((ListChangeListener<RowFinding>) change -> chips());
        model.shownProperty().subscribe(kind -> chips());
    }

    private void table() {
        var lines = new RowTable(table, model.rows(), texts(), units, model::maxLength);
        model.lines().subscribe(lines::showLines);
        model.marks().subscribe(lines::showMarks);
        shownWhen(split, model.shownProperty().isNotEqualTo(Kind.BAD));
        var placeholder = new Label(texts().get("table.none"));
        placeholder.getStyleClass().add("muted");
        table.setPlaceholder(placeholder);
        table.getSelectionModel().selectedItemProperty().subscribe(id -> {
            if (id != null) {
                editor.show(id);
            }
        });
        table.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DELETE || event.getCode() == KeyCode.BACK_SPACE) {
                deleteChosen();
                event.consume();
            }
        });
        chosen.bind(Bindings.isNotEmpty(table.getSelectionModel().getSelectedIndices()));
        model.rows().versionProperty().subscribe(version -> select());
    }

    private static void shownWhen(Node node, ObservableBooleanValue when) {
        node.visibleProperty().bind(when);
        node.managedProperty().bind(when);
    }

    /** The row to be edited next, else one if none is chosen. */
    private void select() {
        var ids = model.rows().ids();
        int index = wanted == null ? -1 : ids.indexOf(wanted.longValue());
        if (index >= 0) {
            wanted = null;
            table.getSelectionModel().clearAndSelect(index);
            table.scrollTo(index);
        } else if (ids.isEmpty()) {
            editor.show(null);
        } else if (table.getSelectionModel().getSelectedItem() == null) {
            table.getSelectionModel().select(Math.clamp(table.getFocusModel().getFocusedIndex(), 0, ids.size() - 1));
        }
    }

    private void badTable() {
        badTable.getColumns().add(badColumn("line", 64, line -> units.count(line.line())));
        badTable.getColumns().add(badColumn("reason", 0, BadLine::reason));
        badTable.getColumns().add(badColumn("text", 0, line -> line.text().strip().replaceAll("\\s+", " ")));
        badTable.setItems(model.badLines());
        badTable.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        badTable.getSelectionModel().selectedItemProperty().subscribe(line -> badText.setText(line == null ? "" : line.reason() + "\n\n" + line.text()));
        badTable.itemsProperty().get().addListener((ListChangeListener<BadLine>) change -> badTable.getSelectionModel().selectFirst());
        shownWhen(bad, model.shownProperty().isEqualTo(Kind.BAD));
    }

    private TableColumn<BadLine, String> badColumn(String name, double width, Function<BadLine, String> value) {
        var column = new TableColumn<BadLine, String>(texts().get("bad." + name));
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellValueFactory(data -> new ReadOnlyStringWrapper(value.apply(data.getValue())));
        if (width > 0) {
            column.setMinWidth(width);
            column.setMaxWidth(width);
        }
        return column;
    }

    private void chips() {
        var group = new ToggleGroup();
        chips.getChildren().setAll(model.findings().stream().map(finding -> chip(finding, group)).toList());
    }

    private ToggleButton chip(RowFinding finding, ToggleGroup group) {
        var chip = new ToggleButton(finding.text(), new FontIcon(finding.kind().icon()));
        chip.getStyleClass().addAll("chip", finding.kind().name().toLowerCase(Locale.ROOT));
        chip.setToggleGroup(group);
        chip.setSelected(finding.kind() == model.shownProperty().get());
        chip.setAccessibleHelp(texts().get(finding.kind().key() + ".help"));
        chip.setOnAction(event -> model.shownProperty().set(chip.isSelected() ? finding.kind() : Kind.ALL));
        Hints.install(chip);
        return chip;
    }

    @FXML
    private void goOn() {
        navigation.go("model");
    }

    /** Gives the table the keyboard. */
    void focus() {
        table.requestFocus();
    }

    /** Chooses the row of this id as soon as it is there, with the caret in its first turn. */
    void edit(long id) {
        wanted = id;
        detail.editNext();
    }

    void deleteChosen() {
        model.delete(table.getSelectionModel().getSelectedItems().stream().filter(Objects::nonNull).mapToLong(Long::longValue).toArray());
    }

    /** Whether a row is chosen. */
    ReadOnlyBooleanProperty chosenProperty() {
        return chosen.getReadOnlyProperty();
    }
}
