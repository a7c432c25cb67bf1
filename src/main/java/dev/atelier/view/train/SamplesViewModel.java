package dev.atelier.view.train;

import dev.atelier.domain.ClassScores;
import dev.atelier.domain.RunEvent;
import dev.atelier.ui.Messages;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.Runs;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What the model answered at each evaluation of the run in sight; the latest one until another is chosen. */
public final class SamplesViewModel {
    private final Messages.Texts texts;
    private final IntegerProperty chosen = new SimpleIntegerProperty(this, "chosen");
    private final ReadOnlyIntegerWrapper last = new ReadOnlyIntegerWrapper(this, "last", -1);
    private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper(this, "title", "");
    private final ObservableList<RunEvent.Sample> rows = FXCollections.observableArrayList();
    private final Consumer<List<RunEvent>> listener = this::heard;
    private final ReadOnlyObjectWrapper<@Nullable ClassScores> classes = new ReadOnlyObjectWrapper<>(this, "classes");
    private final BooleanBinding there;
    private List<Integer> steps = List.of();
    private @Nullable LiveRun followed;

    SamplesViewModel(Runs runs, Messages messages) {
        this.texts = messages.of(getClass());
        this.there = runs.shownProperty().isNotNull();
        runs.shownProperty().subscribe(this::follow);
        chosen.subscribe((_, _) -> tell());
    }

    private void follow(@Nullable LiveRun run) {
        if (followed != null) {
            followed.removeListener(listener);
        }
        followed = run;
        steps = List.of();
        if (run != null) {
            run.onEvents(listener);
        }
        read();
    }

    private void heard(List<RunEvent> events) {
        if (events.stream().anyMatch(event -> event instanceof RunEvent.Sample || event instanceof RunEvent.Resumed)) {
            read();
        }
    }

    private void read() {
        boolean latest = chosen.get() >= steps.size() - 1;
        steps = followed == null ? List.of() : followed.history().samples().stream().map(RunEvent.Sample::step).distinct().toList();
        last.set(steps.size() - 1);
        if (latest || chosen.get() >= steps.size()) {
            chosen.set(Math.max(0, steps.size() - 1));
        }
        tell();
    }

    private void tell() {
        int at = chosen.get();
        if (followed == null || at < 0 || at >= steps.size()) {
            rows.clear();
            classes.set(null);
            title.set(texts.get("samples.title"));
            return;
        }
        int step = steps.get(at);
        var now = followed.history().samples().stream().filter(sample -> sample.step() == step).toList();
        if (!rows.equals(now)) {
            rows.setAll(now);
        }
        title.set(texts.get("samples.at", step));
        classes.set(followed.history().evals().stream().filter(eval -> eval.step() == step).findFirst().map(RunEvent.Eval::classes).orElse(null));
    }

    /** Which evaluation is shown, from 0. */
    IntegerProperty chosenProperty() {
        return chosen;
    }

    /** The number of the latest evaluation with answers; -1: none. */
    ReadOnlyIntegerProperty lastProperty() {
        return last.getReadOnlyProperty();
    }

    /** Whether there is a run that could answer. */
    BooleanBinding thereProperty() {
        return there;
    }

    ReadOnlyStringProperty titleProperty() {
        return title.getReadOnlyProperty();
    }

    /** Of a classifier: how all validation rows were answered at that evaluation. */
    ReadOnlyObjectProperty<@Nullable ClassScores> classesProperty() {
        return classes.getReadOnlyProperty();
    }

    ObservableList<RunEvent.Sample> rows() {
        return rows;
    }
}
