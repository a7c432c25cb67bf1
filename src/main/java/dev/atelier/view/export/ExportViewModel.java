package dev.atelier.view.export;

import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkMessage.Step;
import dev.atelier.domain.work.WorkRequest.Export;
import dev.atelier.domain.work.WorkRequest.Exported;
import dev.atelier.domain.work.WorkRequest.Rounding;
import dev.atelier.job.Worker;
import dev.atelier.store.ExportStore;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.StoredExport;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What is exported and where to; one export at a time, and those before it. */
public final class ExportViewModel implements AutoCloseable {
    private static final double SPARE = 1.05;
    private final Worker worker;
    private final Tasks tasks;
    private final Faults faults;
    private final Dialogs dialogs;
    private final ExportStore store;
    private final FinishedRuns runs;
    private final Sizes sizes;
    private final Target target;
    private final RoundingChoice rounding;
    private final SplitChoice split;
    private final Units units;
    private final Messages.Texts texts;
    private final ObjectProperty<Format> format = new SimpleObjectProperty<>(this, "format", Format.GGUF);
    private final ObjectProperty<Quant> quant = new SimpleObjectProperty<>(this, "quant", Quant.Q8_0);
    private final BooleanProperty check = new SimpleBooleanProperty(this, "check", true);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(this, "running");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", -1);
    private final ReadOnlyStringWrapper told = new ReadOnlyStringWrapper(this, "told", "");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ObservableList<StoredExport> earlier = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable StoredExport> shown = new SimpleObjectProperty<>(this, "shown");
    private final StringBinding missing;
    private final StringBinding parts;
    private final BooleanBinding ready;
    private volatile @Nullable Exporting exporting;

    ExportViewModel(Worker worker, Tasks tasks, Faults faults, Dialogs dialogs, ProjectFile file, FinishedRuns runs, Sizes sizes, Target target, RoundingChoice rounding, SplitChoice split, Units units,
            Messages messages) {
        this.worker = worker;
        this.tasks = tasks;
        this.faults = faults;
        this.dialogs = dialogs;
        this.store = file.exports();
        this.runs = runs;
        this.sizes = sizes;
        this.target = target;
        this.rounding = rounding;
        this.split = split;
        this.units = units;
        this.texts = messages.of(getClass());
        missing = Bindings.createStringBinding(this::whatIsMissing, runs.chosenProperty(), target.textProperty(), target.freeProperty(), sizes.known(), rounding.overrides(), format, quant);
        parts = Bindings.createStringBinding(this::whatItIsCalled, target.textProperty(), sizes.knownFiles(), quant);
        ready = missing.isEmpty().and(running.not());
        format.subscribe((_, _) -> propose());
        quant.subscribe((_, _) -> propose());
        runs.chosenProperty().subscribe(run -> propose());
        tasks.run(store::all, earlier::setAll);
    }

    private void propose() {
        if (format.get() == Format.PEFT && !hasAdapter()) {
            format.set(Format.GGUF);
        }
        target.propose(format.get(), quant.get());
    }

    /** Whether the chosen run made an adapter, and not a whole model. */
    boolean hasAdapter() {
        LiveRun run = runs.chosen();
        return run == null || run.config().method() != Method.FULL;
    }

    private String whatIsMissing() {
        OptionalLong size = size(format.get(), quant.get());
        long free = target.freeProperty().get();
        if (runs.chosen() == null) {
            return texts.get("export.missing.run");
        }
        if (target.path().isEmpty()) {
            return texts.get("export.missing.target");
        }
        if (format.get() == Format.GGUF && !rounding.problem().isEmpty()) {
            return rounding.problem();
        }
        return size.isPresent() && size.getAsLong() * SPARE > free ? texts.get("export.missing.space", units.bytes(size.getAsLong()), units.bytes(free)) : "";
    }

    private String whatItIsCalled() {
        int count = split.bytes() == SplitChoice.WHOLE ? 0 : sizes.files(quant.get());
        return target.path().map(path -> switch (count) {
            case 0 -> "";
            case 1 -> texts.get("export.split.one", path.getFileName());
            default -> texts.get("export.split.parts", units.count(count), Target.files(path, count).getFirst().getFileName(), Target.files(path, count).getLast().getFileName());
        }).orElse("");
    }

    OptionalLong size(Format which, Quant how) {
        return sizes.of(which, how);
    }

    Sizes sizes() {
        return sizes;
    }

    /** Asks for another place. */
    void choose() {
        LiveRun run = runs.chosen();
        String name = target.name(run, format.get(), quant.get());
        var chosen = format.get() == Format.GGUF ? dialogs.saveFile(texts.get("export.choose.title"), target.folder(), name, texts.get("export.choose.kind"), List.of("*.gguf"))
                : dialogs.openFolder(texts.get("export.choose.folder")).map(folder -> folder.resolve(name));
        chosen.ifPresent(path -> target.textProperty().set(path.toString()));
    }

    /** Writes, after asking where a file would be replaced. */
    void export() {
        LiveRun run = runs.chosen();
        Path out = target.path().orElse(null);
        if (!ready.get() || run == null || out == null) {
            return;
        }
        var request = new Export(run.folder().root(), null, format.get().key(), quant.get().name(), format.get() == Format.GGUF ? rounding.rounding() : Rounding.NONE,
                format.get() == Format.GGUF ? split.bytes() : SplitChoice.WHOLE, out,
                check.get() && format.get() != Format.PEFT);
        Path first = request.split() == SplitChoice.WHOLE ? out : Target.files(out, sizes.files(quant.get())).getFirst();
        tasks.run(() -> Files.exists(first), there -> {
            if (!there || dialogs.choose(texts.get("export.replace.title"), texts.get("export.replace.question", first), List.of(texts.get("export.replace", first.getFileName()))).isPresent()) {
                begin(request, first, run);
            }
        });
    }

    private void begin(Export request, Path first, LiveRun run) {
        if (running.get()) {
            return;
        }
        running.set(true);
        problem.set("");
        progress.set(-1);
        told.set(texts.get("export.starting"));
        tasks.run(() -> new Exporting(worker, request, first, step -> tasks.later(() -> tell(step))), started -> {
            exporting = started;
            started.done().whenComplete((answer, failure) -> tasks.later(() -> end(request, run, answer, failure)));
        }, failure -> end(request, run, null, failure));
    }

    private void tell(Step step) {
        Exporting now = exporting;
        if (running.get() && now != null) {
            boolean counted = step.total() > 1;
            Duration left = now.left(step);
            progress.set(counted ? (double) step.done() / step.total() : -1);
            told.set(step.what().startsWith("reading") ? texts.get("export.gathering", units.count(step.done()), units.count(step.total()))
                    : !counted || step.what().startsWith("comparing") ? texts.get("export.checking")
                    : left.isZero() ? texts.get("export.writing", units.bytesOf(step.done(), step.total()))
                    : texts.get("export.writing.left", units.bytesOf(step.done(), step.total()), units.left(left)));
        }
    }

    private void end(Export request, LiveRun run, @Nullable Exported answer, @Nullable Throwable failure) {
        Exporting was = exporting;
        exporting = null;
        running.set(false);
        target.measure();
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (answer != null) {
            boolean gguf = request.format().equals(Format.GGUF.key());
            var made = new StoredExport(0, run.id(), run.name(), request.format(), gguf ? request.quant() : "", answer.file(), answer.bytes(), answer.seconds(), orNaN(answer.maxLogitDifference()),
                    orNaN(answer.relative()), answer.warnings(), answer.use(), Instant.now());
            tasks.when(store.add(made), id -> tasks.run(store::all, all -> {
                earlier.setAll(all);
                shown.set(all.getFirst());
            }));
        } else if (cause instanceof CancellationException && was != null) {
            tasks.run(was::replaced, replaced -> problem.set(replaced ? texts.get("export.replaced", request.out()) : ""));
        } else if (cause != null && !(cause instanceof CancellationException)) {
            problem.set(UserError.line(cause).orElse(String.valueOf(cause.getMessage())));
            if (UserError.line(cause).isEmpty()) {
                faults.report(cause);
            }
        }
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    /** Gives up; nothing is left behind. Whether there was something to give up. */
    boolean cancel() {
        Exporting now = exporting;
        if (now != null) {
            told.set(texts.get("export.cancelling"));
            now.cancel();
        }
        return now != null;
    }

    /** Takes an earlier one off the list; its file stays. */
    void forget(StoredExport export) {
        tasks.when(store.remove(export.id()), done -> earlier.remove(export));
        if (export.equals(shown.get())) {
            shown.set(null);
        }
    }

    @Override
    public void close() {
        Exporting now = exporting;
        if (now != null) {
            now.cancel();
        }
    }

    public FinishedRuns runs() {
        return runs;
    }

    RoundingChoice rounding() {
        return rounding;
    }

    SplitChoice split() {
        return split;
    }

    /** What the files will be called where there may be more than one; empty in one file, or while unknown. */
    StringBinding partsProperty() {
        return parts;
    }

    Target target() {
        return target;
    }

    ObjectProperty<Format> formatProperty() {
        return format;
    }

    ObjectProperty<Quant> quantProperty() {
        return quant;
    }

    public BooleanProperty checkProperty() {
        return check;
    }

    /** Those before, newest first. */
    public ObservableList<StoredExport> earlier() {
        return earlier;
    }

    /** The one whose result is in sight; null: none. */
    public ObjectProperty<@Nullable StoredExport> shownProperty() {
        return shown;
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    public BooleanBinding readyProperty() {
        return ready;
    }

    /** 0 to 1; negative while nothing can be counted. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /** What is done now, and how long it will take. */
    public ReadOnlyStringProperty toldProperty() {
        return told.getReadOnlyProperty();
    }

    /** Why it failed, in one line; else empty. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** What is still needed; empty when all is there. */
    public StringBinding missingProperty() {
        return missing;
    }

    public boolean isRunning() {
        return running.get();
    }

    public boolean isReady() {
        return ready.get();
    }

    public double getProgress() {
        return progress.get();
    }

    public String getTold() {
        return told.get();
    }

    public String getProblem() {
        return problem.get();
    }

    public String getMissing() {
        return missing.get();
    }
}
