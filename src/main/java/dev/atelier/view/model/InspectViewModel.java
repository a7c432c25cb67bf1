package dev.atelier.view.model;

import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.Inspected;
import dev.atelier.domain.work.WorkRequest.Machine;
import dev.atelier.job.Worker;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import dev.atelier.view.Navigation;
import dev.atelier.view.model.Report.Action;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.MachineInfo;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import dev.atelier.view.project.Projects;
import dev.atelier.view.project.RowImport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** Any file or folder: looked into, told what it is, and what can be done with it. */
public final class InspectViewModel {
    private final Worker worker;
    private final Tasks tasks;
    private final Failures failures;
    private final MachineInfo machine;
    private final Config config;
    private final ModelChoice choice;
    private final RowImport rows;
    private final Projects projects;
    private final Navigation navigation;
    private final Lamps lamps;
    private final Reports reports;
    private final Messages.Texts texts;
    private final ReadOnlyObjectWrapper<@Nullable Path> path = new ReadOnlyObjectWrapper<>(this, "path");
    private final ReadOnlyObjectWrapper<@Nullable Report> report = new ReadOnlyObjectWrapper<>(this, "report");
    private @Nullable CompletableFuture<Inspected> asked;

    InspectViewModel(Worker worker, Tasks tasks, Failures failures, MachineInfo machine, Config config, ModelChoice choice, RowImport rows, Projects projects, Navigation navigation,
            Lamps lamps, Reports reports, Messages messages) {
        this.worker = worker;
        this.tasks = tasks;
        this.failures = failures;
        this.machine = machine;
        this.config = config;
        this.choice = choice;
        this.rows = rows;
        this.projects = projects;
        this.navigation = navigation;
        this.lamps = lamps;
        this.reports = reports;
        this.texts = messages.of(getClass());
    }

    /** Looks into {@code target}; a project of the window is opened instead. */
    public void open(Path target) {
        if (Projects.isOne(target)) {
            close();
            projects.open(target);
            return;
        }
        close();
        path.set(target);
        machine.refresh();
        var answer = worker.ask(new WorkRequest.Inspect(target));
        asked = answer;
        tasks.when(answer.thenApply(this::read), found -> {
            if (answer == asked) {
                report.set(found);
            }
        }, failure -> {
            if (answer == asked) {
                failed(target, failure);
            }
        });
    }

    private void failed(Path target, Throwable failure) {
        if (failure instanceof UserError) {
            report.set(reports.unknown(target, String.valueOf(failure.getMessage())));
        } else {
            close();
            failures.tell(failure);
        }
    }

    private Report read(Inspected found) {
        boolean model = (found.kind().equals("model") || found.kind().equals("gguf")) && found.facts().path("problems").isEmpty();
        if (!model || found.kind().equals("gguf") && !found.facts().hasNonNull("config")) {
            return reports.of(found);
        }
        ModelFacts facts = ModelFacts.of(found);
        Machine has = machine.machineProperty().get();
        return reports.model(facts, has == null ? List.of() : lamps.of(facts.shape(), facts.hasChatTemplate(), config.current(), has));
    }

    /** Puts it out of sight; what is still being read is of no interest any more. */
    public void close() {
        if (asked != null) {
            asked.cancel(true);
            asked = null;
        }
        report.set(null);
        path.set(null);
    }

    /** Does it, where it is seen. */
    void take(Action action) {
        close();
        switch (action.does()) {
            case USE, BASE -> {
                choice.choose(action.path());
                navigation.go("model");
            }
            case CHAT -> {
                choice.choose(action.path());
                navigation.go("chat");
            }
            case CONTINUE -> {
                config.change(texts.get("does.continue"), Map.of("method", "lora", "init_adapter", action.path().toString()));
                navigation.go("adapter");
            }
            case IMPORT -> {
                navigation.go("data");
                rows.start(action.path());
            }
            case OPEN -> projects.openSample(action.path());
            case FOLDER -> open(action.path());
        }
    }

    /** What is looked into; null: nothing. */
    public ReadOnlyObjectProperty<@Nullable Path> pathProperty() {
        return path.getReadOnlyProperty();
    }

    /** What it is; null while it is being read. */
    ReadOnlyObjectProperty<@Nullable Report> reportProperty() {
        return report.getReadOnlyProperty();
    }
}
