package dev.atelier.view.export;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkMessage.Step;
import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkPart.Measured;
import dev.atelier.domain.work.WorkRequest.Judged;
import dev.atelier.domain.work.WorkRequest.Quality;
import dev.atelier.job.Call;
import dev.atelier.job.Worker;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What each usual quantization makes of the chosen run, measured when the user asks. */
final class QualityViewModel implements AutoCloseable {
    /** What is measured, finest first. */
    static final List<String> TYPES = List.of("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "IQ4_XS", "Q4_0", "Q3_K_M", "Q2_K");
    /** The model they are compared with, first in the table. */
    static final String REFERENCE = "F16";
    /** The seminar's advice where nothing was measured. */
    static final String RULE_OF_THUMB = "Q5_K_M";
    /** Tokens of context that memory may be counted for. */
    static final List<Integer> CONTEXTS = List.of(1024, 2048, 4096, 8192, 16384, 32768, 131072);
    private static final int USUAL_CONTEXT = 4096;

    private final Worker worker;
    private final Tasks tasks;
    private final Faults faults;
    private final FinishedRuns runs;
    private final RoundingChoice rounding;
    private final Units units;
    private final Messages.Texts texts;
    private final ObservableList<Measured> measured = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable Judged> judged = new ReadOnlyObjectWrapper<>(this, "judged");
    private final ObjectProperty<Integer> context = new SimpleObjectProperty<>(this, "context", USUAL_CONTEXT);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(this, "running");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", -1);
    private final ReadOnlyStringWrapper told = new ReadOnlyStringWrapper(this, "told", "");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private long begin;
    private @Nullable Call<Judged> call;

    QualityViewModel(Worker worker, Tasks tasks, Faults faults, FinishedRuns runs, RoundingChoice rounding, Units units, Messages messages) {
        this.worker = worker;
        this.tasks = tasks;
        this.faults = faults;
        this.runs = runs;
        this.rounding = rounding;
        this.units = units;
        this.texts = messages.of(getClass());
        runs.chosenProperty().subscribe((_, _) -> forget());
    }

    private void forget() {
        cancel();
        measured.clear();
        judged.set(null);
        problem.set("");
    }

    /** Measures anew. */
    void measure() {
        LiveRun run = runs.chosen();
        if (run == null || running.get() || !rounding.problem().isEmpty()) {
            return;
        }
        forget();
        running.set(true);
        progress.set(-1);
        told.set(texts.get("quality.starting"));
        begin = System.nanoTime();
        Call<Judged> asked = worker.ask(new Quality(run.folder().root(), null, TYPES, rounding.rounding()), new Worker.Listener() {
            @Override
            public void progress(Step step) {
                tasks.later(() -> tell(step));
            }

            @Override
            public void part(WorkPart part) {
                if (part instanceof Measured one) {
                    tasks.later(() -> add(run, one));
                }
            }
        });
        call = asked;
        asked.answer().whenComplete((answer, failure) -> tasks.later(() -> end(asked, answer, failure)));
    }

    private void add(LiveRun run, Measured one) {
        if (running.get() && run == runs.chosen()) {
            measured.add(one);
        }
    }

    private void tell(Step step) {
        if (running.get() && step.total() > 0) {
            double share = (double) step.done() / step.total();
            progress.set(share);
            String what = texts.get("quality.measuring", step.what().substring(step.what().lastIndexOf(' ') + 1));
            told.set(share < 0.05 ? what : what + " · " + units.left(Duration.ofNanos((long) ((System.nanoTime() - begin) * (1 - share) / share))));
        }
    }

    private void end(Call<Judged> asked, @Nullable Judged answer, @Nullable Throwable failure) {
        if (call != asked) {
            return;
        }
        call = null;
        running.set(false);
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (answer != null) {
            measured.setAll(Stream.concat(Stream.of(answer.reference()), answer.types().stream()).toList());
            judged.set(answer);
        } else if (cause != null && !(cause instanceof CancellationException)) {
            problem.set(UserError.line(cause).orElse(String.valueOf(cause.getMessage())));
            if (UserError.line(cause).isEmpty()) {
                faults.report(cause);
            }
        }
    }

    /** Gives up; whether there was something to give up. What was measured stays. */
    boolean cancel() {
        Call<Judged> now = call;
        if (now != null) {
            now.cancel();
            call = null;
            running.set(false);
        }
        return now != null;
    }

    @Override
    public void close() {
        cancel();
    }

    /** Whether the measured ones say: take this. */
    boolean recommended(Measured one) {
        Judged all = judged.get();
        return all != null && one.type().equals(all.recommended());
    }

    /** Whether it is the 16-bit model itself. */
    static boolean reference(Measured one) {
        return one.type().equals(REFERENCE);
    }

    /** Whether rows were judged that a program can judge: else there is no score to show. */
    boolean scored() {
        return measured.stream().anyMatch(one -> one.score() != null);
    }

    /** What is to be said of one beside its numbers. */
    String note(Measured one) {
        if (reference(one)) {
            return texts.get("quality.reference");
        }
        String rule = one.type().equals(RULE_OF_THUMB) ? texts.get("quality.rule") : "";
        String tests = Quant.valueOf(one.type()).forTests() ? texts.get("quality.tests") : "";
        String best = recommended(one) ? texts.get("quality.recommended") : "";
        return String.join(", ", List.of(best, rule, tests).stream().filter(part -> !part.isEmpty()).toList());
    }

    /** Bytes in memory with the chosen context. */
    long ram(Measured one) {
        return one.ram() + one.ramPerToken() * context.get();
    }

    /** What was found, in a sentence; empty until all are measured. */
    String summary() {
        Judged all = judged.get();
        return all == null ? "" : all.recommended() == null ? texts.get("quality.none") : texts.get("quality.take", all.recommended());
    }

    /** What it was found on; empty until all are measured. */
    String basis() {
        Judged all = judged.get();
        if (all == null) {
            return "";
        }
        String on = texts.get("quality.on", units.count(all.positions()), units.count(all.rows()));
        return all.asked() > 0 ? on + " " + texts.get("quality.asked", units.count(all.asked()), units.count(all.judgeable())) : all.judgeable() > 0 ? on + " " + texts.get("quality.unasked") : on;
    }

    ObservableList<Measured> measured() {
        return measured;
    }

    ReadOnlyObjectProperty<@Nullable Judged> judgedProperty() {
        return judged.getReadOnlyProperty();
    }

    ObjectProperty<Integer> contextProperty() {
        return context;
    }

    ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    ReadOnlyStringProperty toldProperty() {
        return told.getReadOnlyProperty();
    }

    ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }
}
