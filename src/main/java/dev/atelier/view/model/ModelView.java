package dev.atelier.view.model;

import dev.atelier.ui.Command;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Hints;
import dev.atelier.ui.Scope;
import dev.atelier.view.Navigation;
import dev.atelier.view.Room;
import dev.atelier.view.model.ModelViewModel.Known;
import dev.atelier.view.project.ModelFacts;
import java.util.List;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Model room: what the chosen model is, what this machine can do with it, and the others there are. */
public final class ModelView extends Room {
    private final ModelViewModel model;
    private final Dialogs dialogs;
    private final Navigation navigation;
    @FXML private Label name;
    @FXML private Label path;
    @FXML private VBox loading;
    @FXML private VBox problemBox;
    @FXML private Label problem;
    @FXML private VBox about;
    @FXML private FactsGrid facts;
    @FXML private VBox lamps;
    @FXML private PartsBar parts;
    @FXML private VBox known;
    @FXML private Button choose;
    @FXML private Button next;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    ModelView(Scope scope, ModelViewModel model, Dialogs dialogs, Navigation navigation) {
        super(scope);
        this.model = model;
        this.dialogs = dialogs;
        this.navigation = navigation;
    }

    @FXML
    private void initialize() {
        var choice = model.choice();
        for (Node node : new Node[] {loading, problemBox, about}) {
            node.managedProperty().bind(node.visibleProperty());
        }
        loading.visibleProperty().bind(choice.loadingProperty());
        problemBox.visibleProperty().bind(choice.problemProperty().isNotEmpty());
        problem.textProperty().bind(choice.problemProperty());
        about.visibleProperty().bind(choice.factsProperty().isNotNull());
        next.disableProperty().bind(choice.factsProperty().isNull());
        next.defaultButtonProperty().bind(choice.factsProperty().isNotNull());
        choose.defaultButtonProperty().bind(choice.problemProperty().isNotEmpty());
        choice.problemProperty().subscribe(text -> accent(text.isEmpty() ? next : choose));
        choice.factsProperty().subscribe(this::show);
        choice.pathProperty().subscribe(folder -> {
            path.setText(folder == null ? "" : folder.toString());
            known();
        });
        model.lampsProperty().subscribe(lit -> lamps.getChildren().setAll(lit.stream().map(one -> new LampRow(one, texts())).toList()));
    }

    private void accent(Button one) {
        next.getStyleClass().remove("accent");
        choose.getStyleClass().remove("accent");
        one.getStyleClass().add("accent");
    }

    private void show(@Nullable ModelFacts shown) {
        var folder = model.choice().pathProperty().get();
        name.setText(folder == null ? "" : model.known().stream().filter(one -> model.isChosen(one.path())).map(Known::name).findFirst().orElse(String.valueOf(folder.getFileName())));
        if (shown == null) {
            return;
        }
        facts.show(model.facts(shown));
        parts.show(model.parts(shown));
        known();
    }

    private void known() {
        var group = new ToggleGroup();
        known.getChildren().setAll(model.known().stream().map(one -> entry(one, group)).toList());
    }

    private Node entry(Known one, ToggleGroup group) {
        var title = new Label(one.name());
        var where = new Label(one.path().toString());
        where.getStyleClass().add("muted");
        where.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        title.setMinWidth(Label.USE_PREF_SIZE);
        var content = new HBox(12, new FontIcon(one.starter() ? "fth-star" : "fth-box"), title, where);
        content.setAlignment(Pos.CENTER_LEFT);
        var button = new ToggleButton();
        button.setGraphic(content);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setAlignment(Pos.CENTER_LEFT);
        button.getStyleClass().add("known-model");
        button.setToggleGroup(group);
        button.setSelected(model.isChosen(one.path()));
        button.setAccessibleText(one.name());
        button.setAccessibleHelp(texts().get(one.starter() ? "starter.help" : "recent.help", one.path()));
        button.setOnAction(event -> {
            button.setSelected(true);
            if (!model.isChosen(one.path())) {
                model.choose(one.path());
            }
        });
        content.maxWidthProperty().bind(button.widthProperty().subtract(32));
        Hints.install(button);
        return button;
    }

    @Override
    public void shown() {
        known();
    }

    @FXML
    private void choose() {
        dialogs.openFolder(texts().get("choose.title")).ifPresent(model::choose);
    }

    @FXML
    private void chooseFile() {
        dialogs.openFile(texts().get("choose.file.title"), texts().get("choose.file.kind"), List.of("*.gguf")).ifPresent(model::choose);
    }

    @FXML
    private void goOn() {
        navigation.go("adapter");
    }

    @Override
    public List<Command> commands() {
        return List.of(new Command(texts().get("choose.command"), "fth-folder", null, this::choose), new Command(texts().get("choose.file.command"), "fth-file", null, this::chooseFile));
    }
}
