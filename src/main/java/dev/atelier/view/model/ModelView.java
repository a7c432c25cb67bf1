package dev.atelier.view.model;

import dev.atelier.ui.Command;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Hints;
import dev.atelier.ui.Scope;
import dev.atelier.view.Navigation;
import dev.atelier.view.Room;
import dev.atelier.view.model.ModelViewModel.Fact;
import dev.atelier.view.model.ModelViewModel.Known;
import dev.atelier.view.project.ModelFacts;
import java.util.List;
import java.util.Locale;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Model room: what the chosen model is, what this machine can do with it, and the others there are. */
public final class ModelView extends Room {
    private static final int COLUMNS = 2;
    private final ModelViewModel model;
    private final Dialogs dialogs;
    private final Navigation navigation;
    @FXML private Label name;
    @FXML private Label path;
    @FXML private VBox loading;
    @FXML private VBox problemBox;
    @FXML private Label problem;
    @FXML private VBox about;
    @FXML private GridPane facts;
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
        model.lampsProperty().subscribe(lit -> lamps.getChildren().setAll(lit.stream().map(this::lamp).toList()));
    }

    private void accent(Button one) {
        next.getStyleClass().remove("accent");
        choose.getStyleClass().remove("accent");
        one.getStyleClass().add("accent");
    }

    private void show(@Nullable ModelFacts shown) {
        var folder = model.choice().pathProperty().get();
        name.setText(folder == null ? "" : model.known().stream().filter(one -> one.path().equals(folder)).map(Known::name).findFirst().orElse(String.valueOf(folder.getFileName())));
        if (shown == null) {
            return;
        }
        facts.getChildren().clear();
        List<Fact> list = model.facts(shown);
        int rows = (list.size() + COLUMNS - 1) / COLUMNS;
        for (int i = 0; i < list.size(); i++) {
            var label = new Label(list.get(i).name());
            label.getStyleClass().add("muted");
            var value = new Label(list.get(i).value());
            for (Label each : new Label[] {label, value}) {
                each.setAccessibleHelp(list.get(i).help());
                Hints.install(each);
            }
            facts.addRow(i % rows, label, value);
        }
        parts.show(model.parts(shown));
        known();
    }

    private Node lamp(Lamp lit) {
        var icon = new FontIcon(lit.icon());
        var use = new Label(texts().get(lit.use().key()));
        use.getStyleClass().add("text-bold");
        var word = new Label(lit.word());
        word.getStyleClass().add("lamp-word");
        var reason = new Label(lit.reason());
        reason.getStyleClass().add("muted");
        reason.setWrapText(true);
        var text = new VBox(new HBox(8, use, word), reason);
        HBox.setHgrow(text, Priority.ALWAYS);
        var row = new HBox(12, icon, text);
        row.getStyleClass().addAll("lamp", lit.fit().name().toLowerCase(Locale.ROOT));
        use.setAccessibleHelp(texts().get(lit.use().key() + ".help"));
        Hints.install(row);
        return row;
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
    private void goOn() {
        navigation.go("adapter");
    }

    @Override
    public List<Command> commands() {
        return List.of(new Command(texts().get("choose"), "fth-folder", null, this::choose));
    }
}
