package dev.atelier.view.export;

import dev.atelier.domain.work.WorkRequest.Rounding;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Messages;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What besides the mix says how a file's weights are rounded: types for single matrices, and which columns matter. */
final class RoundingChoice {
    /** Where an importance matrix comes from. */
    enum Imatrix {
        NONE, ROWS, FILE
    }

    private final Dialogs dialogs;
    private final FinishedRuns runs;
    private final Messages.Texts texts;
    private final ObservableList<TypeChoice> overrides = FXCollections.observableArrayList(one -> new Observable[] {one.patternProperty(), one.typeProperty()});
    private final ObjectProperty<Imatrix> imatrix = new SimpleObjectProperty<>(this, "imatrix", Imatrix.NONE);
    private final ObjectProperty<@Nullable Path> file = new SimpleObjectProperty<>(this, "file");

    RoundingChoice(Dialogs dialogs, FinishedRuns runs, Messages messages) {
        this.dialogs = dialogs;
        this.runs = runs;
        this.texts = messages.of(getClass());
    }

    /** Chooses; for a file, asks which, and stays as it was where none is named. */
    void choose(Imatrix wanted) {
        if (wanted == Imatrix.FILE) {
            var chosen = dialogs.openFile(texts.get("export.imatrix.title"), texts.get("export.imatrix.kind"), List.of("*.gguf", "*.imatrix"));
            if (chosen.isEmpty()) {
                return;
            }
            file.set(chosen.get());
        }
        imatrix.set(wanted);
    }

    /** What is wrong; empty where nothing is. */
    String problem() {
        return overrides.stream().filter(one -> !one.valid()).findFirst().map(one -> texts.get("export.override.wrong", one.patternProperty().get())).orElse("");
    }

    /** As the engine is asked; a row that is not filled in says nothing. */
    Rounding rounding() {
        LiveRun run = runs.chosen();
        Path rows = imatrix.get() == Imatrix.ROWS && run != null ? run.folder().train() : null;
        return new Rounding(types(), imatrix.get() == Imatrix.FILE ? file.get() : null, rows);
    }

    List<String> types() {
        return overrides.stream().filter(one -> !one.empty() && one.valid()).map(TypeChoice::text).toList();
    }

    ObservableList<TypeChoice> overrides() {
        return overrides;
    }

    ObjectProperty<Imatrix> imatrixProperty() {
        return imatrix;
    }

    ObjectProperty<@Nullable Path> fileProperty() {
        return file;
    }
}
