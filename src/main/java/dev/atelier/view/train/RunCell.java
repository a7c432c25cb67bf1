package dev.atelier.view.train;

import dev.atelier.view.project.LiveRun;
import javafx.beans.binding.Bindings;
import javafx.css.PseudoClass;
import javafx.scene.control.ListCell;
import org.jspecify.annotations.Nullable;

/** A run in the chooser, kept up to date while it trains. */
final class RunCell extends ListCell<LiveRun> {
    static final PseudoClass FAILED = PseudoClass.getPseudoClass("failed");
    private final RunWords words;

    RunCell(RunWords words) {
        this.words = words;
    }

    @Override
    protected void updateItem(@Nullable LiveRun run, boolean empty) {
        super.updateItem(run, empty);
        textProperty().unbind();
        if (empty || run == null) {
            setText(null);
        } else {
            textProperty().bind(Bindings.createStringBinding(() -> words.line(run), run.stateProperty(), run.bestProperty()));
        }
    }
}
