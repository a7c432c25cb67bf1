package dev.atelier.ui;

import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/** Something the user can have done from the palette or by a key: its name in the user's language, an Ikonli icon, whether it can be done now. */
public record Command(String name, String icon, @Nullable KeyCombination key, ObservableBooleanValue enabled, Runnable action) {
    /** One that can always be done. */
    public Command(String name, String icon, @Nullable KeyCombination key, Runnable action) {
        this(name, icon, key, new SimpleBooleanProperty(true), action);
    }

    /** Does it, if it can be done now. */
    public void fire() {
        if (enabled.get()) {
            action.run();
        }
    }
}
