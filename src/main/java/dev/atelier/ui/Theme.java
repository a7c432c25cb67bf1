package dev.atelier.ui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleObjectProperty;

/** Light or dark, as the system is or as the user says. */
public final class Theme {
    private final ObjectProperty<Choice> choice = new SimpleObjectProperty<>(this, "choice", Choice.SYSTEM);
    private final ReadOnlyBooleanWrapper dark = new ReadOnlyBooleanWrapper(this, "dark");

    /** What the user wants. */
    public enum Choice {
        SYSTEM, LIGHT, DARK
    }

    public Theme(Choice first) {
        choice.set(first);
        choice.addListener((property, was, now) -> apply());
        Platform.getPreferences().colorSchemeProperty().addListener((property, was, now) -> apply());
        apply();
    }

    private void apply() {
        dark.set(switch (choice.get()) {
            case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
            case LIGHT -> false;
            case DARK -> true;
        });
        Application.setUserAgentStylesheet(dark.get() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
    }

    public ObjectProperty<Choice> choiceProperty() {
        return choice;
    }

    /** Whether the dark one shows now. */
    public ReadOnlyBooleanProperty darkProperty() {
        return dark.getReadOnlyProperty();
    }
}
