package dev.atelier.view.chat;

import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.view.project.LiveRun;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who answers: what a run made of its model, the project's model with an adapter from elsewhere, or, with neither, the model as it is. */
record Voice(@Nullable LiveRun run, @Nullable Path adapter) {
    static final Voice BASE = new Voice(null, null);

    /** What answers, over {@code base} unless it brings a model of its own. */
    Path model(Path base) {
        return run == null ? base : run.config().method() == Method.FULL ? run.folder().model() : run.model();
    }

    /** What is put on the model. */
    @Nullable Path over() {
        return run == null ? adapter : run.config().method() == Method.FULL ? null : run.folder().adapter();
    }

    @Nullable Long runId() {
        return run == null ? null : Long.valueOf(run.id());
    }
}
