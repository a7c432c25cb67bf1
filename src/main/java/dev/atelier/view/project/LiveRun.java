package dev.atelier.view.project;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.job.RunState;
import dev.atelier.store.StoredRun.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** A run as the rooms see it, while it trains and afterwards: what it told so far and where it stands. On the window's thread. */
public final class LiveRun {
    private static final int RECENT = 20;
    private final long id;
    private final String name;
    private final RunFolder folder;
    private final TrainingConfig config;
    private final RunHistory history;
    private final Path model;
    private final Instant created;
    private final List<Consumer<List<RunEvent>>> listeners = new ArrayList<>();
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(this, "state");
    private final ReadOnlyStringWrapper message = new ReadOnlyStringWrapper(this, "message", "");
    private final ReadOnlyStringWrapper phase = new ReadOnlyStringWrapper(this, "phase", "");
    private final ReadOnlyObjectWrapper<RunEvent.@Nullable Step> lastStep = new ReadOnlyObjectWrapper<>(this, "lastStep");
    private final ReadOnlyObjectWrapper<RunEvent.@Nullable Eval> lastEval = new ReadOnlyObjectWrapper<>(this, "lastEval");
    private final ReadOnlyObjectWrapper<RunEvent.@Nullable Eval> best = new ReadOnlyObjectWrapper<>(this, "best");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", -1);
    private final ReadOnlyBooleanWrapper stopping = new ReadOnlyBooleanWrapper(this, "stopping");

    /** {@code history} is what it told before now. */
    LiveRun(long id, String name, RunFolder folder, Path model, TrainingConfig config, Instant created, RunHistory history, RunState now) {
        this.id = id;
        this.name = name;
        this.folder = folder;
        this.model = model;
        this.config = config;
        this.created = created;
        this.history = history;
        now(now);
        tell();
    }

    /** In the project's store. */
    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public RunFolder folder() {
        return folder;
    }

    /** The folder of the model it tunes. */
    public Path model() {
        return model;
    }

    public Instant created() {
        return created;
    }

    /** What it was started with. */
    public TrainingConfig config() {
        return config;
    }

    /** Every step and evaluation once; a live view. */
    public RunHistory history() {
        return history;
    }

    /** Hears of whatever the engine tells from now on, in batches, after {@link #history} has taken it in. */
    public void onEvents(Consumer<List<RunEvent>> listener) {
        listeners.add(listener);
    }

    public void removeListener(Consumer<List<RunEvent>> listener) {
        listeners.remove(listener);
    }

    void apply(List<RunEvent> events) {
        events.forEach(history::apply);
        for (RunEvent event : events) {
            if (event instanceof RunEvent.Preparing preparing) {
                phase.set(preparing.what());
            }
        }
        tell();
        List.copyOf(listeners).forEach(listener -> listener.accept(events));
    }

    /** Where it stands, as its watch says. */
    void now(RunState found) {
        boolean running = found instanceof RunState.Running;
        message.set(found instanceof RunState.Failed failed ? failed.message() : "");
        stopping.set(running && stopping.get());
        state.set(switch (found) {
            case RunState.Prepared _ -> State.PREPARED;
            case RunState.Running _ -> State.RUNNING;
            case RunState.Finished _ -> State.FINISHED;
            case RunState.Stopped _ -> State.STOPPED;
            case RunState.Failed _ -> State.FAILED;
            case RunState.Interrupted _ -> State.INTERRUPTED;
        });
    }

    void stop() {
        stopping.set(true);
    }

    private void tell() {
        lastStep.set(history.lastStep().orElse(null));
        lastEval.set(history.lastEval().orElse(null));
        best.set(history.evals().stream().min(Comparator.comparingDouble(RunEvent.Eval::loss)).orElse(null));
        progress.set(steps() == 0 || step() == 0 ? -1 : (double) step() / steps());
    }

    /** The last optimizer step told of; 0 before the first. */
    public int step() {
        RunEvent.Step last = lastStep.get();
        return last == null ? 0 : last.step();
    }

    /** Steps in all; 0 while unknown. */
    public int steps() {
        return history.started().map(RunEvent.Started::steps).orElse(0);
    }

    /** The evaluation with the lowest loss. */
    public Optional<RunEvent.Eval> best() {
        return Optional.ofNullable(best.get());
    }

    /** What is left at the speed of the last steps; zero where there is nothing to tell from. */
    public Duration left() {
        List<RunEvent.Step> recent = history.lastSteps(RECENT);
        double seconds = 0;
        for (int i = 1; i < recent.size(); i++) {
            seconds += (recent.get(i).tokens() - recent.get(i - 1).tokens()) / Math.max(1e-9, recent.get(i).tokensPerS());
        }
        return recent.size() < 2 ? Duration.ZERO : Duration.ofMillis(Math.round(1000 * seconds / (recent.size() - 1) * (steps() - step())));
    }

    public boolean finished() {
        return state.get() == State.FINISHED;
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Why it failed; else empty. */
    public ReadOnlyStringProperty messageProperty() {
        return message.getReadOnlyProperty();
    }

    /** What is done before the first step. */
    public ReadOnlyStringProperty phaseProperty() {
        return phase.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<RunEvent.@Nullable Step> lastStepProperty() {
        return lastStep.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<RunEvent.@Nullable Eval> lastEvalProperty() {
        return lastEval.getReadOnlyProperty();
    }

    /** See {@link #best}; null before the first evaluation. */
    public ReadOnlyObjectProperty<RunEvent.@Nullable Eval> bestProperty() {
        return best.getReadOnlyProperty();
    }

    /** 0 to 1; negative before the first step. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /** Stop was asked for and the engine is still at it. */
    public ReadOnlyBooleanProperty stoppingProperty() {
        return stopping.getReadOnlyProperty();
    }
}
