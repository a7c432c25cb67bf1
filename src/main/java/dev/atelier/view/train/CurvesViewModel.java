package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.memory.MemoryEstimate;
import dev.atelier.store.StoredRun.State;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.RunDevice;
import dev.atelier.view.project.Runs;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** The numbers of the run in sight, a sentence on them, and how its curve is shown. A watch tells about eight times a second, so do these. */
public final class CurvesViewModel {
    private static final String LOG = "train.log";
    private static final String SMOOTHING = "train.smoothing";
    private static final double USUAL_SMOOTHING = 0.9;
    private final Runs runs;
    private final ModelChoice model;
    private final MachineInfo machine;
    private final Units units;
    private final Messages.Texts texts;
    private final Map<Figure, ReadOnlyStringWrapper> figures = new EnumMap<>(Figure.class);
    private final ReadOnlyBooleanWrapper classifies = new ReadOnlyBooleanWrapper(this, "classifies");
    private final ReadOnlyStringWrapper diagnosis = new ReadOnlyStringWrapper(this, "diagnosis", "");
    private final BooleanProperty logScale = new SimpleBooleanProperty(this, "logScale");
    private final DoubleProperty smoothing = new SimpleDoubleProperty(this, "smoothing", USUAL_SMOOTHING);
    private final Consumer<List<RunEvent>> listener = this::heard;
    private final TrainTime time = new TrainTime();
    private @Nullable LiveRun followed;
    private Subscription states = Subscription.EMPTY;

    /** One of the numbers beside the chart. */
    enum Figure {
        STEP, EPOCH, TRAIN_LOSS, VAL_LOSS, BEST, PERPLEXITY, ACCURACY, SPEED, RATE, GRADIENT, MEMORY, ELAPSED, LEFT;

        /** Of its caption; with {@code .help} behind it, of its explanation. */
        String key() {
            return "figure." + name().toLowerCase(Locale.ROOT);
        }
    }

    CurvesViewModel(Runs runs, Project project, ModelChoice model, MachineInfo machine, Units units, Messages messages) {
        this.runs = runs;
        this.model = model;
        this.machine = machine;
        this.units = units;
        this.texts = messages.of(getClass());
        for (Figure figure : Figure.values()) {
            figures.put(figure, new ReadOnlyStringWrapper(this, figure.name(), ""));
        }
        logScale.set(project.get(LOG).map(Boolean::valueOf).orElse(false));
        logScale.addListener((property, was, now) -> project.put(LOG, now.toString()));
        smoothing.set(project.get(SMOOTHING).map(Double::valueOf).orElse(USUAL_SMOOTHING));
        smoothing.addListener((property, was, now) -> {
            project.put(SMOOTHING, now.toString());
            tell();
        });
        runs.shownProperty().subscribe(this::follow);
    }

    private void follow(@Nullable LiveRun run) {
        if (followed != null) {
            followed.removeListener(listener);
            states.unsubscribe();
        }
        followed = run;
        time.count(run == null ? List.of() : run.history().steps());
        if (run != null) {
            run.onEvents(listener);
            states = run.stateProperty().subscribe((_, _) -> tell());
        }
        tell();
    }

    private void heard(List<RunEvent> events) {
        if (followed != null) {
            time.take(events, followed.history());
        }
        tell();
    }

    private void tell() {
        LiveRun run = followed;
        if (run == null) {
            figures.values().forEach(figure -> figure.set(""));
            classifies.set(false);
            diagnosis.set("");
            return;
        }
        RunEvent.Step step = run.lastStepProperty().get();
        RunEvent.Eval eval = run.lastEvalProperty().get();
        set(Figure.STEP, run.steps() == 0 ? "" : texts.get("figure.of", units.count(run.step()), units.count(run.steps())));
        set(Figure.EPOCH, step == null ? "" : epoch(step.epoch(), run.config()));
        set(Figure.TRAIN_LOSS, step == null ? "" : units.loss(Smoothed.last(run.history(), smoothing.get())));
        set(Figure.VAL_LOSS, eval == null ? "" : units.loss(eval.loss()));
        set(Figure.BEST, run.best().map(best -> texts.get("figure.best.at", units.loss(best.loss()), units.count(best.step()))).orElse(""));
        var ppl = eval == null ? null : eval.ppl();
        set(Figure.PERPLEXITY, ppl == null ? "" : units.number(ppl, ppl < 10 ? 2 : ppl < 100 ? 1 : 0));
        var classes = eval == null ? null : eval.classes();
        set(Figure.ACCURACY, classes == null ? "" : texts.get("figure.accuracy.f1", units.percent(classes.accuracy()), units.number(classes.macroF1(), 3)));
        classifies.set(classes != null);
        set(Figure.SPEED, step == null ? "" : texts.get("figure.speed.unit", units.count(Math.round(step.tokensPerS()))));
        set(Figure.RATE, step == null ? "" : units.scientific(step.lr()));
        set(Figure.GRADIENT, step == null ? "" : units.loss(step.gradNorm()));
        set(Figure.MEMORY, step == null || step.memoryBytes() == 0 ? "" : memory(run, step.memoryBytes()));
        set(Figure.ELAPSED, step == null ? "" : units.duration(time.sum()));
        Duration left = run.stateProperty().get() == State.RUNNING ? run.left() : Duration.ZERO;
        set(Figure.LEFT, left.isZero() ? "" : units.duration(left));
        diagnosis.set(Diagnosis.of(run.history(), run.config().warmupSteps(), run.messageProperty().get())
                .map(found -> texts.get("diagnosis." + found.kind().name().toLowerCase(Locale.ROOT), found.since())).orElse(""));
    }

    private void set(Figure figure, String text) {
        Objects.requireNonNull(figures.get(figure)).set(text.isEmpty() ? "–" : text);
    }

    private String epoch(double now, TrainingConfig config) {
        boolean whole = config.epochs() == Math.rint(config.epochs());
        return config.maxSteps() > 0 ? units.number(now, 2) : texts.get("figure.of", units.number(now, 2), units.number(config.epochs(), whole ? 0 : 2));
    }

    private String memory(LiveRun run, long bytes) {
        var facts = model.factsProperty().get();
        var has = machine.machineProperty().get();
        if (facts == null || has == null || !facts.path().equals(run.model())) {
            return units.bytes(bytes);
        }
        boolean recomputes = run.history().started().map(RunEvent.Started::recompute).orElse(false);
        var config = Settings.with(run.config(), Map.of("recompute", recomputes ? "on" : "off"));
        return units.bytesOf(bytes, MemoryEstimate.of(facts.shape(), config, RunDevice.of(config, has).computation()).totalBytes());
    }

    ReadOnlyStringProperty figure(Figure figure) {
        return Objects.requireNonNull(figures.get(figure)).getReadOnlyProperty();
    }

    /** Whether the run's model names classes: then its accuracy says what perplexity says of one that writes. */
    ReadOnlyBooleanProperty classifiesProperty() {
        return classifies.getReadOnlyProperty();
    }

    /** One sentence, where the numbers speak plainly; else empty. */
    ReadOnlyStringProperty diagnosisProperty() {
        return diagnosis.getReadOnlyProperty();
    }

    /** Kept in the project, as {@link #smoothingProperty}. */
    BooleanProperty logScaleProperty() {
        return logScale;
    }

    DoubleProperty smoothingProperty() {
        return smoothing;
    }

    ReadOnlyObjectProperty<@Nullable LiveRun> runProperty() {
        return runs.shownProperty();
    }
}
