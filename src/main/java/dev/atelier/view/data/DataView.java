package dev.atelier.view.data;

import atlantafx.base.controls.CustomTextField;
import dev.atelier.domain.Json;
import dev.atelier.domain.work.WorkPart.BadLine;
import dev.atelier.ui.Command;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Hints;
import dev.atelier.ui.Scope;
import dev.atelier.view.Navigation;
import dev.atelier.view.Room;
import dev.atelier.view.chart.Units;
import dev.atelier.view.data.RowFinding.Kind;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.Projects;
import dev.atelier.view.project.Starter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Data room: the rows in a table, what is found in them on top, the chosen one beside it. */
public final class DataView extends Room {
    private static final List<String> ENDINGS = List.of("*.jsonl", "*.json");
    private final DataViewModel model;
    private final RowEditorViewModel editor;
    private final RowDetailView detail;
    private final Dialogs dialogs;
    private final Project project;
    private final Projects projects;
    private final Starter starter;
    private final Navigation navigation;
    private final Units units;
    private @Nullable Long wanted;
    private List<Command> commands = List.of();
    @FXML private HBox tools;
    @FXML private CustomTextField search;
    @FXML private MenuItem deleteItem;
    @FXML private HBox progressStrip;
    @FXML private Label progressText;
    @FXML private ProgressBar progress;
    @FXML private VBox empty;
    @FXML private TextFlow example;
    @FXML private Button openFirst;
    @FXML private MenuButton samples;
    @FXML private VBox content;
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
    DataView(Scope scope, DataViewModel model, RowEditorViewModel editor, RowDetailView detail, Dialogs dialogs, Project project, Projects projects, Starter starter, Navigation navigation,
            Units units) {
        super(scope);
        this.model = model;
        this.editor = editor;
        this.detail = detail;
        this.dialogs = dialogs;
        this.project = project;
        this.projects = projects;
        this.starter = starter;
        this.navigation = navigation;
        this.units = units;
    }

    @FXML
    private void initialize() {
        var isEmpty = model.empty();
        show(empty, isEmpty);
        show(tools, isEmpty.not());
        show(content, isEmpty.not());
        show(progressStrip, model.imports().runningProperty());
        openFirst.defaultButtonProperty().bind(isEmpty);
        next.defaultButtonProperty().bind(isEmpty.not());
        progress.progressProperty().bind(model.imports().progressProperty());
        progressText.textProperty().bind(Bindings.createStringBinding(this::importText, model.imports().progressProperty()));
        totals.textProperty().bind(model.totals());
        counting.textProperty().bind(model.countingText());
        search.textProperty().bindBidirectional(model.searchProperty());
        search.setOnAction(event -> table.requestFocus());
        example.getChildren().setAll(piece("{", "sign"), piece("\"prompt\"", "name"), piece(": ", "sign"), piece(quoted("empty.prompt"), "string"), piece(", ", "sign"),
                piece("\"completion\"", "name"), piece(": ", "sign"), piece(quoted("empty.completion"), "string"), piece("}", "sign"));
        starter.samples().forEach(sample -> samples.getItems().add(sampleItem(sample)));
        table();
        badTable();
        model.findings().addListener((ListChangeListener<RowFinding>) change -> chips());
        model.shownProperty().subscribe(kind -> chips());
    }

    private static void show(Node node, ObservableBooleanValue when) {
        node.visibleProperty().bind(when);
        node.managedProperty().bind(when);
    }

    private String quoted(String key) {
        return Json.line(texts().get(key));
    }

    private static Text piece(String text, String style) {
        var piece = new Text(text);
        piece.getStyleClass().add("json-" + style);
        return piece;
    }

    private String importText() {
        double share = model.imports().progressProperty().get();
        return share < 0 ? texts().get("import.reading") : texts().get("import.share", units.percent(share));
    }

    private MenuItem sampleItem(Path sample) {
        String name = String.valueOf(sample.getFileName());
        var item = new MenuItem(texts().has("sample." + name) ? texts().get("sample." + name) : name);
        item.setMnemonicParsing(false);
        item.setOnAction(event -> projects.openSample(sample));
        return item;
    }

    private void table() {
        var lines = new RowTable(table, model.rows(), texts(), units, model::maxLength);
        model.lines().subscribe(lines::showLines);
        model.marks().subscribe(lines::showMarks);
        show(split, model.shownProperty().isNotEqualTo(Kind.BAD));
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
                deleteSelected();
                event.consume();
            }
        });
        deleteItem.disableProperty().bind(Bindings.isEmpty(table.getSelectionModel().getSelectedIndices()));
        model.rows().versionProperty().addListener((property, was, now) -> select());
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
        show(bad, model.shownProperty().isEqualTo(Kind.BAD));
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
    private void openFile() {
        dialogs.openFile(texts().get("open.title"), texts().get("open.kind"), ENDINGS).ifPresent(model::open);
    }

    @FXML
    private void paste() {
        model.paste(Objects.requireNonNullElse(Clipboard.getSystemClipboard().getString(), ""));
    }

    @FXML
    private void addRow() {
        model.addRow(id -> {
            wanted = id;
            detail.editNext();
        });
    }

    @FXML
    private void deleteSelected() {
        model.delete(table.getSelectionModel().getSelectedItems().stream().filter(Objects::nonNull).mapToLong(Long::longValue).toArray());
    }

    @FXML
    private void export() {
        dialogs.saveFile(texts().get("export.title"), project.folder(), project.nameProperty().get() + ".jsonl", texts().get("open.kind"), List.of("*.jsonl")).ifPresent(model::export);
    }

    @FXML
    private void cancelImport() {
        model.imports().cancel();
    }

    @FXML
    private void goOn() {
        navigation.go("model");
    }

    @Override
    public boolean escape() {
        boolean running = model.imports().runningProperty().get();
        boolean searching = !model.searchProperty().get().isEmpty();
        if (running) {
            model.imports().cancel();
        } else if (searching) {
            model.searchProperty().set("");
        }
        return running || searching;
    }

    @Override
    public List<Command> commands() {
        if (commands.isEmpty()) {
            root();
            var rows = model.facts().rowsProperty().greaterThan(0);
            var always = new SimpleBooleanProperty(true);
            commands = List.of(new Command(texts().get("open"), "fth-folder", null, always, this::openFile), new Command(texts().get("paste"), "fth-clipboard", null, always, this::paste),
                    new Command(texts().get("add"), "fth-plus", null, always, this::addRow),
                    new Command(texts().get("search.command"), "fth-search", new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN), rows, search::requestFocus),
                    new Command(texts().get("delete"), "fth-trash-2", null, Bindings.isNotEmpty(table.getSelectionModel().getSelectedIndices()), this::deleteSelected),
                    new Command(texts().get("export"), "fth-download", null, rows, this::export));
        }
        return commands;
    }
}
