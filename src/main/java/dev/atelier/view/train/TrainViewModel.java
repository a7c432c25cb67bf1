package dev.atelier.view.train;

import dev.atelier.store.StoredRun.State;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.MemoryNeed;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.RowImport;
import dev.atelier.view.project.Runs;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** What the room's one accented button does, what is missing for it, and where the run in sight stands. */
public final class TrainViewModel {
    private final Runs runs;
    private final Config config;
    private final ModelChoice model;
    private final FormViewModel form;
    private final Messages.Texts texts;
    private final RunWords words;
    private final ReadOnlyStringWrapper state = new ReadOnlyStringWrapper(this, "state", "");
    private final ReadOnlyObjectWrapper<@Nullable State> shownState = new ReadOnlyObjectWrapper<>(this, "shownState");
    private final ObjectBinding<TrainAction> action;
    private final StringBinding missing;
    private final StringBinding warning;
    private final BooleanBinding ready;
    private final BooleanBinding waiting;
    private final StringBinding actionText;
    private Subscription following = Subscription.EMPTY;

    TrainViewModel(Runs runs, Config config, ModelChoice model, RowFacts rows, RowImport rowImport, MemoryNeed need, FormViewModel form, Units units, Messages messages,
            RunWords words) {
        this.runs = runs;
        this.config = config;
        this.model = model;
        this.form = form;
        this.texts = messages.of(getClass());
        this.words = words;
        Messages.Texts project = messages.of(Runs.class);
        action = Bindings.createObjectBinding(() -> TrainAction.of(runs.activeProperty().get() != null, shownState.get()), runs.activeProperty(), shownState);
        missing = Bindings.createStringBinding(() -> rowImport.runningProperty().get() ? project.get("run.missing.import")
                : rows.rowsProperty().get() == 0 ? project.get("run.missing.rows")
                : model.loadingProperty().get() ? texts.get("missing.loading")
                : model.factsProperty().get() == null ? project.get("run.missing.model")
                : form.wrongProperty().get() ? texts.get("missing.form")
                : runs.activeProperty().get() != null ? project.get("run.missing.running")
                : "", rowImport.runningProperty(), rows.rowsProperty(), model.loadingProperty(), model.factsProperty(), form.wrongProperty(), runs.activeProperty());
        warning = Bindings.createStringBinding(() -> {
            var estimate = need.estimateProperty().get();
            var has = need.deviceProperty().get();
            return estimate == null || has == null || has.missing() || runs.activeProperty().get() != null || estimate.totalBytes() <= has.availableBytes() ? ""
                    : texts.get("warning.memory", units.bytes(estimate.totalBytes()), units.bytes(has.availableBytes()));
        }, need.estimateProperty(), need.deviceProperty(), runs.activeProperty());
        var stopping = new SimpleBooleanProperty(this, "stopping");
        runs.activeProperty().subscribe(run -> {
            stopping.unbind();
            stopping.set(false);
            if (run != null) {
                stopping.bind(run.stoppingProperty());
            }
        });
        waiting = runs.startingProperty().or(stopping);
        ready = waiting.not().and(Bindings.createBooleanBinding(() -> action.get() != TrainAction.TRAIN || missing.get().isEmpty(), action, missing));
        actionText = Bindings.createStringBinding(() -> texts.get(runs.startingProperty().get() ? "train.starting" : stopping.get() ? "train.stopping" : action.get().key()), action,
                runs.startingProperty(), stopping);
        runs.shownProperty().subscribe(this::follow);
    }

    private void follow(@Nullable LiveRun run) {
        following.unsubscribe();
        following = Subscription.EMPTY;
        tell();
        if (run != null) {
            following = Stream.<ObservableValue<?>>of(run.stateProperty(), run.lastStepProperty(), run.phaseProperty(), run.stoppingProperty(), run.messageProperty())
                    .map(value -> value.subscribe((_, _) -> tell())).reduce(Subscription.EMPTY, Subscription::and);
        }
    }

    private void tell() {
        LiveRun run = runs.shownProperty().get();
        shownState.set(run == null ? null : run.stateProperty().get());
        state.set(words.state(run));
    }

    /** What the accented button says. */
    void act() {
        if (ready.get()) {
            switch (action.get()) {
                case TRAIN -> train();
                case STOP -> stop();
                case RESUME -> resume();
            }
        }
    }

    /** Starts a run with the rows and settings as they are. */
    void train() {
        form.commit();
        var facts = model.factsProperty().get();
        if (facts != null && missing.get().isEmpty()) {
            form.openProperty().set(false);
            runs.start(config.current(), facts);
        }
    }

    void stop() {
        LiveRun run = runs.activeProperty().get();
        if (run != null) {
            runs.stop(run);
        }
    }

    /** Goes on with the run in sight. */
    void resume() {
        LiveRun run = runs.shownProperty().get();
        if (run != null) {
            form.openProperty().set(false);
            runs.resume(run);
        }
    }

    void show(LiveRun run) {
        runs.show(run);
    }

    ObservableList<LiveRun> runs() {
        return runs.all();
    }

    RunWords words() {
        return words;
    }

    ReadOnlyObjectProperty<@Nullable LiveRun> shownProperty() {
        return runs.shownProperty();
    }

    /** Of the run in sight; null: there is none. */
    ReadOnlyObjectProperty<@Nullable State> shownStateProperty() {
        return shownState.getReadOnlyProperty();
    }

    ReadOnlyStringProperty stateProperty() {
        return state.getReadOnlyProperty();
    }

    ObjectBinding<TrainAction> actionProperty() {
        return action;
    }

    StringBinding actionTextProperty() {
        return actionText;
    }

    /** Whether the accented button can be pressed. */
    BooleanBinding readyProperty() {
        return ready;
    }

    /** A run is being made, or is writing its checkpoint before it stops. */
    BooleanBinding waitingProperty() {
        return waiting;
    }

    /** Why no new run can be started; empty if one can. */
    StringBinding missingProperty() {
        return missing;
    }

    /** That the next run may not fit in memory; else empty. */
    StringBinding warningProperty() {
        return warning;
    }
}
