package dev.atelier.view.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.ui.Messages;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.Phases;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a run stands, in words. */
final class RunWords {
    private final Messages.Texts texts;
    private final Units units;
    private final Phases phases;
    private final DateTimeFormatter date;

    RunWords(Messages messages, Units units, Phases phases) {
        this.texts = messages.of(getClass());
        this.units = units;
        this.phases = phases;
        this.date = DateTimeFormatter.ofLocalizedPattern("MMMdHm").withLocale(units.locale()).withZone(ZoneId.systemDefault());
    }

    /** A sentence. */
    String state(@Nullable LiveRun run) {
        if (run == null) {
            return texts.get("state.none");
        }
        return switch (run.stateProperty().get()) {
            case PREPARED -> texts.get("state.prepared");
            case RUNNING -> running(run);
            case FINISHED -> finished(run);
            case STOPPED -> texts.get("state.stopped", run.step(), run.steps());
            case INTERRUPTED -> texts.get("state.interrupted", run.step());
            case FAILED -> texts.get("state.failed", run.messageProperty().get());
        };
    }

    private String running(LiveRun run) {
        if (run.stoppingProperty().get()) {
            return texts.get("state.stopping");
        }
        if (run.step() == 0 || run.steps() == 0) {
            return phases.of(run);
        }
        return texts.get("state.running", run.step(), run.steps(), run.left().isZero() ? "" : " · " + units.left(run.left()));
    }

    private String finished(LiveRun run) {
        if (!(run.history().ending().orElse(null) instanceof RunEvent.Finished end)) {
            return texts.get("state.finished.short");
        }
        Double before = end.initialValLoss();
        Double after = end.valLoss();
        String took = units.duration(Duration.ofMillis(Math.round(1000 * end.seconds())));
        return before == null || after == null ? texts.count("state.finished", end.steps(), took)
                : texts.count("state.finished.loss", end.steps(), took, units.loss(before), units.loss(after));
    }

    /** Name, state, best validation loss and date, for choosing among runs. */
    String line(LiveRun run) {
        String state = texts.get("run." + run.stateProperty().get().name().toLowerCase(Locale.ROOT));
        String best = run.best().map(eval -> " · " + texts.get("run.best", units.loss(eval.loss()))).orElse("");
        return run.name() + " · " + state + best + " · " + date.format(run.created());
    }
}
