package dev.atelier.view;

import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

/** Which room is in sight, by its id: data, model, adapter, train, chat, export. */
public final class Navigation {
    private final ReadOnlyStringWrapper room = new ReadOnlyStringWrapper(this, "room", "data");

    public void go(String id) {
        room.set(id);
    }

    public ReadOnlyStringProperty roomProperty() {
        return room.getReadOnlyProperty();
    }
}
