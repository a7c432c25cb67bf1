package dev.atelier.view.project;

import dev.atelier.ui.Messages;

/** What an engine does before its first step, in the user's language. */
public final class Phases {
    private final Messages.Texts texts;

    Phases(Messages messages) {
        this.texts = messages.of(getClass());
    }

    /** By the first word of what the engine says; in the engine's own words if that is not known. */
    public String of(LiveRun run) {
        String told = run.phaseProperty().get();
        String key = "phase." + (told.isEmpty() ? "none" : told.split(" ", 2)[0]);
        return texts.has(key) ? texts.get(key) : texts.get("phase.other", told);
    }
}
