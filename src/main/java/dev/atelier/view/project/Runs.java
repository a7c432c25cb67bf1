package dev.atelier.view.project;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.job.RunFolders;
import dev.atelier.job.RunState;
import dev.atelier.job.RunWatch;
import dev.atelier.job.RunningEngine;
import dev.atelier.store.StoredRun.State;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import dev.atelier.view.Navigation;
import dev.atelier.view.Notices;
import dev.atelier.view.chart.Units;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** The project's runs: started, followed, stopped, resumed; those that outlived the window are found again. */
public final class Runs implements AutoCloseable {
    private static final Duration PATIENCE = Duration.millis(200);
    private final Tasks tasks;
    private final Notices notices;
    private final Failures failures;
    private final RunMaking making;
    private final Units units;
    private final Navigation navigation;
    private final Messages.Texts texts;
    private final ObservableList<LiveRun> all = FXCollections.observableArrayList();
    private final ObservableList<LiveRun> seen = FXCollections.unmodifiableObservableList(all);
    private final ReadOnlyObjectWrapper<@Nullable LiveRun> shown = new ReadOnlyObjectWrapper<>(this, "shown");
    private final ReadOnlyObjectWrapper<@Nullable LiveRun> active = new ReadOnlyObjectWrapper<>(this, "active");
    private final ReadOnlyBooleanWrapper starting = new ReadOnlyBooleanWrapper(this, "starting");
    private @Nullable RunWatch watch;
    private Notices.@Nullable Notice offer;
    private boolean closed;

    Runs(Tasks tasks, Notices notices, Failures failures, RunMaking making, Units units, Messages messages, Navigation navigation) {
        this.tasks = tasks;
        this.notices = notices;
        this.failures = failures;
        this.making = making;
        this.units = units;
        this.navigation = navigation;
        this.texts = messages.of(getClass());
        tasks.run(making::stored, this::found);
    }

    private void found(List<LiveRun> runs) {
        all.addAll(runs.stream().filter(run -> all.stream().noneMatch(known -> known.id() == run.id())).toList());
        if (shown.get() == null && !runs.isEmpty()) {
            shown.set(runs.getFirst());
        }
        for (LiveRun run : runs) {
            if (run.stateProperty().get() == State.RUNNING && active.get() == null) {
                follow(run, making::follow);
            }
        }
        if (active.get() == null && !runs.isEmpty() && runs.getFirst().stateProperty().get() == State.INTERRUPTED) {
            offerResume(runs.getFirst());
        }
    }

    /** Makes a run of the rows and settings as they are, and starts its engine, which outlives the window. */
    public void start(TrainingConfig config, ModelFacts model) {
        begin(() -> making.make(config, model), run -> {
            all.addFirst(run);
            launched(run);
        });
    }

    /** Goes on with a run from its last checkpoint. */
    public void resume(LiveRun run) {
        begin(() -> run, this::launched);
    }

    private void begin(Callable<LiveRun> work, Consumer<LiveRun> done) {
        if (starting.get() || active.get() != null) {
            return;
        }
        starting.set(true);
        tasks.run(work, run -> {
            done.accept(run);
            starting.set(false);
        }, failure -> {
            starting.set(false);
            failures.tell(failure);
        });
    }

    private void launched(LiveRun run) {
        run.now(new RunState.Running(0));
        notices.shown().remove(offer);
        shown.set(run);
        follow(run, making::launch);
    }

    /** How a run's engine comes to be watched; what it tells is heard on the watch's thread. */
    private interface Follow {
        RunWatch watch(LiveRun run, Consumer<List<RunEvent>> heard, Consumer<RunState> state, Consumer<Exception> failed) throws Exception;
    }

    private void follow(LiveRun run, Follow how) {
        active.set(run);
        tasks.run(() -> {
            watching(how.watch(run, events -> tasks.later(() -> run.apply(events)), state -> tasks.later(() -> now(run, state)), cause -> tasks.later(() -> failed(run, cause))));
            return run;
        }, followed -> {}, cause -> {
            now(run, new RunState.Interrupted(run.step()));
            failures.tell(cause);
        });
    }

    private synchronized void watching(RunWatch made) {
        watch = made;
        if (closed) {
            made.close();
        }
    }

    private void failed(LiveRun run, Exception cause) {
        failures.tell(cause);
        tasks.run(() -> RunFolders.state(run.folder()), state -> {
            if (run == active.get() && !(state instanceof RunState.Running)) {
                now(run, state);
            }
        });
    }

    private void now(LiveRun run, RunState state) {
        run.now(state);
        if (!(state instanceof RunState.Running)) {
            active.set(null);
        }
        switch (state) {
            case RunState.Finished _ -> finished(run);
            case RunState.Interrupted _ -> offerResume(run);
            case RunState.Failed(String message, boolean _) -> notices.error(texts.get("run.failed", run.name(), message));
            case RunState.Stopped _, RunState.Prepared _, RunState.Running _ -> {}
        }
    }

    /** Told where the user is, unless that is where the run is watched. */
    private void finished(LiveRun run) {
        if (!navigation.roomProperty().get().equals("train")) {
            notices.success(texts.get("run.finished", run.name(), run.history().lastEval().map(eval -> units.loss(eval.loss())).orElse("–")), texts.get("run.chat"), () -> {
                show(run);
                navigation.go("chat");
            });
        }
    }

    private void offerResume(LiveRun run) {
        offer = new Notices.Notice(Notices.Kind.WARNING, texts.get("run.interrupted", run.name(), run.step()), texts.get("run.resume"), () -> resume(run));
        notices.add(offer);
    }

    /** Asks the engine for a checkpoint and the end; one that is only just starting is asked as soon as it can hear. */
    public void stop(LiveRun run) {
        if (run == active.get()) {
            run.stop();
            askToStop(run);
        }
    }

    private void askToStop(LiveRun run) {
        tasks.run(() -> RunningEngine.of(run.folder()), engine -> {
            if (engine.isPresent()) {
                engine.get().stop();
            } else if (run.stoppingProperty().get()) {
                tasks.settled(PATIENCE, () -> askToStop(run)).run();
            }
        });
    }

    /** Puts another run in sight. */
    public void show(LiveRun run) {
        shown.set(run);
    }

    /** Newest first. */
    public ObservableList<LiveRun> all() {
        return seen;
    }

    /** The run that Train, Chat and Export speak of: the newest unless the user chose another; null: there is none. */
    public ReadOnlyObjectProperty<@Nullable LiveRun> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /** The run whose engine is at work; null: none. */
    public ReadOnlyObjectProperty<@Nullable LiveRun> activeProperty() {
        return active.getReadOnlyProperty();
    }

    /** A run is being made and its engine started. */
    public ReadOnlyBooleanProperty startingProperty() {
        return starting.getReadOnlyProperty();
    }

    /** Follows no more; an engine at work goes on. */
    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
    }
}
