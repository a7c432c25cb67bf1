package dev.atelier.view.frame;

import dev.atelier.view.Navigation;
import dev.atelier.view.RoomState;
import dev.atelier.view.project.Project;
import java.nio.file.Path;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;

/** Which room is in sight, what the rail says of each, and where dropped files go. */
public final class FrameViewModel {
    private final Project project;
    private final RoomStates states;
    private final Drops drops;
    private final Navigation navigation;
    private final BooleanProperty help = new SimpleBooleanProperty(this, "help");

    FrameViewModel(Project project, RoomStates states, Drops drops, Navigation navigation) {
        this.project = project;
        this.states = states;
        this.drops = drops;
        this.navigation = navigation;
        navigation.go(project.get("room").orElse("data"));
        navigation.roomProperty().addListener((property, was, now) -> project.put("room", now));
        help.set(project.get("help").map(Boolean::valueOf).orElse(true));
        help.addListener((property, was, now) -> project.put("help", now.toString()));
    }

    /** Goes to the room by this id. */
    public void go(String id) {
        navigation.go(id);
    }

    public ReadOnlyStringProperty roomProperty() {
        return navigation.roomProperty();
    }

    /** Whether the help beside the room is open. */
    public BooleanProperty helpProperty() {
        return help;
    }

    public StringProperty nameProperty() {
        return project.nameProperty();
    }

    public String getName() {
        return project.nameProperty().get();
    }

    ObservableValue<RoomState> state(String id) {
        return states.of(id);
    }

    /** Opens what was dropped on the window. */
    public void drop(Path... files) {
        for (Path file : files) {
            drops.open(file, this::go);
        }
    }
}
