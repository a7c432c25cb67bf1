package dev.atelier.view.chat;

import atlantafx.base.controls.Popover;
import dev.atelier.store.ChatMessage.Role;
import dev.atelier.ui.Command;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Hints;
import dev.atelier.ui.Scope;
import dev.atelier.view.Room;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Base and tuned side by side: one question above, two answers below. */
public final class ChatView extends Room {
    private static final int MOST_ROWS = 6;
    private static final double GAP = 8;
    private final ChatViewModel model;
    private final ChatSettingsView settingsView;
    private final Dialogs dialogs;
    private final Map<Turn, TurnNode> nodes = new HashMap<>();
    private final ListChangeListener<Turn> turnsChanged = change -> showTurns();
    private @Nullable Talk shownTalk;
    private boolean following = true;
    private @Nullable Popover popover;
    @FXML private ComboBox<Talk> talks;
    @FXML private MenuButton more;
    @FXML private ComboBox<Voice> left;
    @FXML private ComboBox<Voice> right;
    @FXML private Button how;
    @FXML private GridPane heads;
    @FXML private ScrollPane scroll;
    @FXML private VBox transcript;
    @FXML private VBox empty;
    @FXML private Label emptyText;
    @FXML private VBox chips;
    @FXML private Label hint;
    @FXML private TextArea input;
    @FXML private Button send;
    @FXML private Button stop;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    ChatView(Scope scope, ChatViewModel model, ChatSettingsView settingsView, Dialogs dialogs) {
        super(scope);
        this.model = model;
        this.settingsView = settingsView;
        this.dialogs = dialogs;
    }

    @FXML
    private void initialize() {
        input.textProperty().bindBidirectional(model.draftProperty());
        input.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        input.textProperty().subscribe((_, _) -> grow());
        input.widthProperty().subscribe((_, _) -> grow());
        send.disableProperty().bind(model.sendableProperty().not());
        send.visibleProperty().bind(model.runningProperty().not());
        stop.visibleProperty().bind(model.runningProperty());
        hint.visibleProperty().bind(hint.textProperty().isNotEmpty());
        for (var node : List.of(send, stop, hint)) {
            node.managedProperty().bind(node.visibleProperty());
        }
        var _ = new TalkBox(talks, model.talks(), texts());
        var _ = new VoiceBox(left, model.voices(), Role.BASE, texts().getLocale());
        var _ = new VoiceBox(right, model.voices(), Role.TUNED, texts().getLocale());
        more.disableProperty().bind(Bindings.createBooleanBinding(() -> model.talks().current().id() == null, model.talks().currentProperty(), model.talks().all()));
        scroll.viewportBoundsProperty().subscribe(bounds -> heads.setPadding(new Insets(0, Math.max(0, scroll.getWidth() - bounds.getWidth()) + GAP, GAP, 0)));
        transcript.heightProperty().addListener((property, was, now) -> follow());
        scroll.setOnScroll(event -> following = scroll.getVvalue() > 0.98);
        scroll.vvalueProperty().addListener((property, was, now) -> following |= now.doubleValue() > 0.99);
        model.suggestions().addListener((ListChangeListener<String>) change -> showChips());
        model.voices().of(Role.TUNED).subscribe(voice -> showChips());
        model.talks().currentProperty().subscribe(this::show);
    }

    public ChatViewModel getModel() {
        return model;
    }

    private void show(Talk talk) {
        if (shownTalk != null) {
            shownTalk.turns().removeListener(turnsChanged);
        }
        shownTalk = talk;
        nodes.clear();
        talk.turns().addListener(turnsChanged);
        showTurns();
    }

    private void showTurns() {
        List<Turn> turns = model.talks().current().turns();
        transcript.getChildren().setAll(turns.stream().map(turn -> nodes.computeIfAbsent(turn, this::node)).toList());
        following = true;
        empty.setVisible(turns.isEmpty());
        scroll.setVisible(!turns.isEmpty());
    }

    private TurnNode node(Turn turn) {
        var node = new TurnNode(turn, model, texts());
        Hints.install(node);
        return node;
    }

    private void follow() {
        if (following) {
            scroll.setVvalue(1);
        }
    }

    private void showChips() {
        List<String> prompts = model.suggestions();
        boolean trained = model.voices().of(Role.TUNED).get() != null;
        emptyText.setText(texts().get(trained ? prompts.isEmpty() ? "chat.empty" : "chat.empty.rows" : prompts.isEmpty() ? "chat.empty.base" : "chat.empty.base.rows"));
        chips.getChildren().setAll(prompts.stream().map(this::chip).toList());
    }

    private Button chip(String prompt) {
        var chip = new Button(prompt.replaceAll("\\s+", " "));
        chip.getStyleClass().add("chip");
        chip.setMnemonicParsing(false);
        chip.setMaxWidth(560);
        chip.setMinWidth(0);
        chip.setAccessibleHelp(texts().get("chat.chip.help", prompt));
        chip.setOnAction(event -> model.ask(prompt));
        chip.disableProperty().bind(model.runningProperty());
        Hints.install(chip);
        return chip;
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER) {
            event.consume();
            if (event.isShiftDown()) {
                input.replaceSelection("\n");
            } else {
                model.send();
            }
        }
    }

    /** As many lines as are written, up to six. */
    private void grow() {
        double perLine = Math.max(10, (input.getWidth() - 32) / 7);
        long rows = (input.getText() + " ").lines().mapToLong(line -> 1 + (long) (line.length() / perLine)).sum();
        input.setPrefRowCount(Math.clamp(rows, 1, MOST_ROWS));
    }

    @FXML
    private void begin() {
        model.talks().begin();
        input.requestFocus();
    }

    @FXML
    private void rename() {
        Talk talk = model.talks().current();
        dialogs.ask(texts().get("chat.rename.title"), texts().get("chat.rename.label"), talk.titleProperty().get()).ifPresent(title -> model.talks().rename(talk, title));
    }

    @FXML
    private void delete() {
        model.talks().delete(model.talks().current());
    }

    @FXML
    private void adapter() {
        dialogs.openFolder(texts().get("chat.adapter.title")).ifPresent(model.voices()::add);
    }

    @FXML
    private void settings() {
        if (popover == null) {
            var made = new Popover(settingsView.root());
            made.setArrowLocation(Popover.ArrowLocation.TOP_RIGHT);
            made.setHeaderAlwaysVisible(false);
            made.setDetachable(false);
            popover = made;
        }
        popover.show(how);
    }

    @FXML
    private void send() {
        model.send();
    }

    @FXML
    private void stop() {
        model.stop();
    }

    @Override
    public void shown() {
        root();
        input.requestFocus();
    }

    @Override
    public boolean escape() {
        return model.stop();
    }

    @Override
    public List<Command> commands() {
        var kept = Bindings.createBooleanBinding(() -> model.talks().current().id() != null, model.talks().currentProperty(), model.talks().all());
        return List.of(new Command(texts().get("chat.new"), "fth-plus", null, this::begin), new Command(texts().get("chat.rename"), "fth-edit-2", null, kept, this::rename),
                new Command(texts().get("chat.delete"), "fth-trash-2", null, kept, this::delete),
                new Command(texts().get("chat.stop.command"), "fth-square", null, model.runningProperty(), this::stop), new Command(texts().get("chat.adapter.add"), "fth-folder-plus", null, this::adapter), new Command(texts().get("chat.settings"), "fth-sliders", null, this::settings));
    }
}
