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
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Data room: how rows come in and go out; the rows themselves once there are some. */
public final class DataView extends Room {
    private static final List<String> ENDINGS = List.of("*.jsonl", "*.json");
    private final DataViewModel model;
    private final RowsView rows;
    private final Dialogs dialogs;
    private final Project project;
    private final Projects projects;
    private final Starter starter;
    private final Units units;
    @FXML private HBox tools;
    @FXML private CustomTextField search;
    @FXML private MenuItem deleteItem;
    @FXML private HBox progressStrip;
    @FXML private Label progressText;
    @FXML private ProgressBar progress;
    @FXML private StackPane place;
    @FXML private VBox empty;
    @FXML private TextFlow example;
    @FXML private Button openFirst;
    @FXML private MenuButton samples;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    DataView(Scope scope, DataViewModel model, RowsView rows, Dialogs dialogs, Project project, Projects projects, Starter starter, Units units) {
        super(scope);
        this.model = model;
        this.rows = rows;
        this.dialogs = dialogs;
        this.project = project;
        this.projects = projects;
        this.starter = starter;
        this.units = units;
    }

    @FXML
    private void initialize() {
        var isEmpty = model.empty();
        show(empty, isEmpty);
        show(tools, isEmpty.not());
        show(progressStrip, model.imports().runningProperty());
        openFirst.defaultButtonProperty().bind(isEmpty);
        progress.progressProperty().bind(model.imports().progressProperty());
        progressText.textProperty().bind(Bindings.createStringBinding(this::importText, model.imports().progressProperty()));
        search.textProperty().bindBidirectional(model.searchProperty());
        search.setOnAction(event -> rows.focus());
        example.getChildren().setAll(piece("{", "sign"), piece("\"prompt\"", "name"), piece(": ", "sign"), piece(quoted("empty.prompt"), "string"), piece(", ", "sign"),
                piece("\"completion\"", "name"), piece(": ", "sign"), piece(quoted("empty.completion"), "string"), piece("}", "sign"));
        starter.samples().forEach(sample -> samples.getItems().add(sampleItem(sample)));
        deleteItem.disableProperty().bind(rows.chosenProperty().not());
        isEmpty.subscribe(now -> {
            if (!now && !place.getChildren().contains(rows.root())) {
                show(rows.root(), isEmpty.not());
                place.getChildren().add(rows.root());
            }
        });
    }

    /** Also what is not in sight before there are rows. */
    @Override
    public void prepare() {
        super.prepare();
        rows.root();
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
        model.addRow(rows::edit);
    }

    @FXML
    private void deleteSelected() {
        rows.deleteChosen();
    }

    @FXML
    private void export() {
        dialogs.saveFile(texts().get("export.title"), project.folder(), project.nameProperty().get() + ".jsonl", texts().get("open.kind"), List.of("*.jsonl")).ifPresent(model::export);
    }

    @FXML
    private void cancelImport() {
        model.imports().cancel();
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
        var any = model.facts().rowsProperty().greaterThan(0);
        return List.of(new Command(texts().get("open"), "fth-folder", null, this::openFile), new Command(texts().get("paste"), "fth-clipboard", null, this::paste),
                new Command(texts().get("add"), "fth-plus", null, this::addRow),
                new Command(texts().get("search.command"), "fth-search", new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN), any, search::requestFocus),
                new Command(texts().get("delete"), "fth-trash-2", null, rows.chosenProperty(), this::deleteSelected), new Command(texts().get("export"), "fth-download", null, any, this::export));
    }
}
