package dev.atelier.view.frame;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.Inspected;
import dev.atelier.job.Worker;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import dev.atelier.view.Notices;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.Projects;
import dev.atelier.view.project.RowImport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Whatever is dropped on the window: recognised, said so, and taken to the right room. */
public final class Drops {
    private final Worker worker;
    private final Tasks tasks;
    private final Failures failures;
    private final Notices notices;
    private final ModelChoice model;
    private final RowImport rows;
    private final Projects projects;
    private final Messages.Texts texts;

    Drops(Worker worker, Tasks tasks, Failures failures, Notices notices, ModelChoice model, RowImport rows, Projects projects, Messages messages) {
        this.worker = worker;
        this.tasks = tasks;
        this.failures = failures;
        this.notices = notices;
        this.model = model;
        this.rows = rows;
        this.projects = projects;
        this.texts = messages.of(getClass());
    }

    /** Opens {@code path}; {@code go} is told the room it belongs to. */
    void open(Path path, Consumer<String> go) {
        if (Projects.isOne(path)) {
            projects.open(path);
            return;
        }
        String name = String.valueOf(path.getFileName());
        if (Files.isRegularFile(path) && name.matches("(?i).*\\.jsonl?")) { // asked nothing first: the import itself reads it
            go.accept("data");
            rows.start(path);
            return;
        }
        tasks.when(worker.ask(new WorkRequest.Inspect(path)), found -> take(found, name, go), failures::tell);
    }

    private void take(Inspected found, String name, Consumer<String> go) {
        switch (found.kind()) {
            case "model" -> {
                notices.info(texts.get("drop.model", name));
                model.choose(found.path());
                go.accept("model");
            }
            case "dataset" -> {
                go.accept("data");
                rows.start(found.path());
            }
            case "project" -> projects.openSample(found.path());
            default -> notices.warn(texts.get("drop.other", name, texts.get("kind." + found.kind())));
        }
    }
}
