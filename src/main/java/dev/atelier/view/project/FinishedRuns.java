package dev.atelier.view.project;

import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import org.jspecify.annotations.Nullable;

/** The runs that have a result, and the one Chat and Export speak of: the run in sight, or the newest while that one has no result yet. */
public final class FinishedRuns {
    private final Runs runs;
    private final ObservableList<LiveRun> source;
    private final ObservableList<LiveRun> watched = FXCollections.observableArrayList(run -> new Observable[] {run.stateProperty()});
    private final FilteredList<LiveRun> finished = new FilteredList<>(watched, LiveRun::finished);
    private final ObjectBinding<@Nullable LiveRun> chosen;

    FinishedRuns(Runs runs) {
        this.runs = runs;
        this.source = runs.all(); // held: it hears of new runs through a weak reference
        Bindings.bindContent(watched, source);
        chosen = Bindings.createObjectBinding(this::pick, finished, runs.shownProperty());
    }

    private @Nullable LiveRun pick() {
        LiveRun shown = runs.shownProperty().get();
        return shown != null && shown.finished() ? shown : finished.isEmpty() ? null : finished.getFirst();
    }

    /** Newest first. */
    public ObservableList<LiveRun> all() {
        return finished;
    }

    /** Null while no run is finished. */
    public ObjectBinding<@Nullable LiveRun> chosenProperty() {
        return chosen;
    }

    public @Nullable LiveRun chosen() {
        return chosen.get();
    }

    /** Puts a run in sight, in every room. */
    public void choose(LiveRun run) {
        runs.show(run);
    }
}
