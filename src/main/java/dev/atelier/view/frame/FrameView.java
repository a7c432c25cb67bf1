package dev.atelier.view.frame;

import dev.atelier.ui.Command;
import dev.atelier.ui.Messages.Texts;
import dev.atelier.ui.Scope;
import dev.atelier.ui.Tasks;
import dev.atelier.ui.View;
import dev.atelier.view.Notices;
import dev.atelier.view.Room;
import dev.atelier.view.RoomState;
import dev.atelier.view.model.InspectView;
import dev.atelier.view.model.InspectViewModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The frame: the rail with the rooms' states, the room in the middle, help beside it, the bottom bar. */
public final class FrameView extends View {
    private final Scope scope;
    private final FrameViewModel model;
    private final ProjectMenu projectMenu;
    private final HelpView help;
    private final Notices notices;
    private final Tasks tasks;
    private final InspectViewModel inspect;
    private final Map<String, ToggleButton> rail = new LinkedHashMap<>();
    private final ToggleGroup group = new ToggleGroup();
    private final List<Command> toRooms = new ArrayList<>();
    private final List<Command> inRooms = new ArrayList<>();
    private final List<Command> elsewhere = new ArrayList<>();
    private int roomsMade;
    @FXML private BorderPane frame;
    @FXML private MenuButton project;
    @FXML private MenuButton view;
    @FXML private VBox places;
    @FXML private StackPane stage;
    @FXML private StackPane room;
    @FXML private StackPane dropTarget;
    @FXML private ToggleButton helpToggle;

    @SuppressWarnings("NullAway.Init") // FXML sets the fields
    FrameView(Scope scope, FrameViewModel model, ProjectMenu projectMenu, HelpView help, Notices notices, Tasks tasks, InspectViewModel inspect) {
        super(scope);
        this.scope = scope;
        this.model = model;
        this.projectMenu = projectMenu;
        this.help = help;
        this.notices = notices;
        this.tasks = tasks;
        this.inspect = inspect;
    }

    @FXML
    private void initialize() {
        for (Rooms.Place place : Rooms.ALL) {
            places.getChildren().add(railButton(place));
            var key = new KeyCodeCombination(KeyCode.getKeyCode(Integer.toString(toRooms.size() + 1)), KeyCombination.SHORTCUT_DOWN);
            toRooms.add(new Command(texts().get("palette.room", texts().get("room." + place.id())), place.icon(), key, () -> model.go(place.id())));
        }
        elsewhere.addAll(projectMenu.commands());
        elsewhere.add(new Command(texts().get("palette.help"), "fth-help-circle", new KeyCodeCombination(KeyCode.F1), () -> model.helpProperty().set(!model.helpProperty().get())));
        projectMenu.fill(project);
        projectMenu.fillView(view);
        stage.getChildren().add(new NoticeStack(notices, texts()));
        inspect.pathProperty().subscribe(this::sheet);
        helpToggle.selectedProperty().bindBidirectional(model.helpProperty());
        frame.rightProperty().bind(Bindings.when(model.helpProperty()).then((Node) help.root()).otherwise((Node) null));
        model.roomProperty().addListener((property, was, now) -> show(now));
        frame.sceneProperty().addListener((property, was, now) -> {
            if (now != null) {
                help.follow(now);
            }
        });
        frame.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        frame.addEventHandler(DragEvent.DRAG_OVER, this::dragOver);
        frame.addEventHandler(DragEvent.DRAG_DROPPED, this::dropped);
        frame.addEventHandler(DragEvent.DRAG_EXITED, event -> dropTarget.setVisible(false));
        show(model.roomProperty().get());
        tasks.whenShown(this::preload);
    }

    public FrameViewModel getModel() {
        return model;
    }

    /** Everything the palette offers: rooms first, then what the rooms and the project menu can do. */
    private Stream<Command> commands() {
        return Stream.of(toRooms, inRooms, elsewhere).flatMap(List::stream);
    }

    /** The room in sight. */
    Room current() {
        return roomOf(place(model.roomProperty().get()));
    }

    private Room roomOf(Rooms.Place place) {
        return scope.get(place.view());
    }

    private static Rooms.Place place(String id) {
        return Rooms.ALL.stream().filter(place -> place.id().equals(id)).findFirst().orElse(Rooms.ALL.getFirst());
    }

    private void show(String id) {
        ToggleButton chosen = Objects.requireNonNull(rail.get(place(id).id()));
        chosen.setSelected(true);
        chosen.requestFocus(); // so that Enter means the room's accented action
        room.getChildren().setAll(current().root());
        help.room(place(id).id());
        notices.leave();
        inspect.close();
        current().shown();
    }

    /** What was dropped or asked about is told over the room, which waits. */
    private void sheet(@Nullable Path target) {
        room.setDisable(target != null);
        if (target != null && !stage.getChildren().contains(scope.get(InspectView.class).root())) {
            stage.getChildren().add(1, scope.get(InspectView.class).root());
        }
    }

    /** Makes the other rooms while nothing else is to do, so that going there takes no time, and their keys are heard. */
    private void preload() {
        if (frame.getScene() != null && makeRoom()) { // else another project is in sight
            tasks.settled(Duration.millis(120), this::preload).run();
        }
    }

    /** The next room; whether there was one still to be made. */
    private boolean makeRoom() {
        if (roomsMade == Rooms.ALL.size()) {
            return false;
        }
        Rooms.Place place = Rooms.ALL.get(roomsMade);
        roomsMade++;
        roomOf(place).prepare();
        roomOf(place).commands().forEach(command -> inRooms.add(new Command(command.name(), command.icon(), command.key(), command.enabled(), () -> {
            model.go(place.id());
            command.action().run();
        })));
        return true;
    }

    private Node railButton(Rooms.Place place) {
        Texts texts = texts();
        var dot = new Region();
        dot.getStyleClass().add("room-dot");
        var name = new Label(texts.get("room." + place.id()));
        HBox.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        name.setMinWidth(Region.USE_PREF_SIZE);
        var content = new HBox(10, new FontIcon(place.icon()), name, dot);
        content.setAlignment(Pos.CENTER_LEFT);
        var button = new ToggleButton();
        button.setGraphic(content);
        button.setToggleGroup(group);
        button.setMaxWidth(Double.MAX_VALUE);
        button.getStyleClass().addAll("rail-button");
        button.setId("rail-" + place.id());
        content.prefWidthProperty().bind(button.widthProperty().subtract(24));
        button.setOnAction(event -> {
            button.setSelected(true);
            model.go(place.id());
        });
        var tip = new Tooltip();
        button.setTooltip(tip);
        model.state(place.id()).subscribe(state -> {
            dot.getStyleClass().setAll("room-dot", state.kind().name().toLowerCase(java.util.Locale.ROOT));
            dot.setVisible(state.kind() != RoomState.Kind.EMPTY);
            tip.setText(state.why());
            button.setAccessibleText(texts.get("room." + place.id()) + (state.why().isEmpty() ? "" : ": " + state.why()));
        });
        rail.put(place.id(), button);
        return button;
    }

    private void key(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE && inspect.pathProperty().get() != null) {
            inspect.close();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && current().escape()) {
            event.consume();
        } else if (new KeyCodeCombination(KeyCode.K, KeyCombination.SHORTCUT_DOWN).match(event)) {
            palette();
            event.consume();
        } else if (!typing(event)) {
            commands().filter(command -> command.key() != null && command.key().match(event)).findFirst().ifPresent(command -> {
                command.fire();
                event.consume();
            });
        }
    }

    /** Ctrl+Z in a field first takes back what was typed there. */
    private static boolean typing(KeyEvent event) {
        return event.getTarget() instanceof TextInputControl field && event.isShortcutDown() && event.getCode() == KeyCode.Z && (event.isShiftDown() ? field.isRedoable() : field.isUndoable());
    }

    @FXML
    private void palette() {
        while (makeRoom()) {} // opened in the window's first second
        new Palette(texts(), commands().toList()).show(frame.getScene().getWindow());
    }

    private void dragOver(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
            dropTarget.setVisible(true);
            event.consume();
        }
    }

    private void dropped(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            dropTarget.setVisible(false);
            event.setDropCompleted(true);
            event.consume();
            model.drop(event.getDragboard().getFiles().stream().map(java.io.File::toPath).toArray(Path[]::new));
        }
    }
}
