package dev.atelier.view;

import dev.atelier.ui.Command;
import dev.atelier.ui.Scope;
import dev.atelier.ui.View;
import java.util.List;

/** One of the rail's places to be. Its FXML's default button is the next sensible action. */
public abstract class Room extends View {
    protected Room(Scope scope) {
        super(scope);
    }

    /** What the palette offers of this room, and its keys; asked for once, when it is prepared. */
    public List<Command> commands() {
        return List.of();
    }

    /** Makes what the room shows, before anybody goes there. */
    public void prepare() {
        root();
    }

    /** Told whenever the room comes into sight. */
    public void shown() {}

    /** Esc: stops or closes what can be; whether there was something. */
    public boolean escape() {
        return false;
    }
}
