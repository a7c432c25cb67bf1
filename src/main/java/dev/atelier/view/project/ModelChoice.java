package dev.atelier.view.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.Inspected;
import dev.atelier.job.Worker;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** Which model the project tunes, and what it is. */
public final class ModelChoice {
    private final Project project;
    private final Worker worker;
    private final Tasks tasks;
    private final Prefs preferences;
    private final Faults faults;
    private final Messages.Texts texts;
    private final ReadOnlyObjectWrapper<@Nullable Path> path = new ReadOnlyObjectWrapper<>(this, "path");
    private final ReadOnlyObjectWrapper<@Nullable ModelFacts> facts = new ReadOnlyObjectWrapper<>(this, "facts");
    private final ReadOnlyBooleanWrapper loading = new ReadOnlyBooleanWrapper(this, "loading");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");

    ModelChoice(Project project, Worker worker, Tasks tasks, Prefs preferences, Faults faults, Messages messages, Starter starter) {
        this.project = project;
        this.worker = worker;
        this.tasks = tasks;
        this.preferences = preferences;
        this.faults = faults;
        this.texts = messages.of(getClass());
        Path first = project.get("model").map(Path::of).orElse(starter.model());
        path.set(first);
        loading.set(true);
        tasks.whenShown(() -> { // the worker takes its time to start
            if (first.equals(path.get())) {
                choose(first);
            }
        });
    }

    /** Looks into {@code chosen}, a folder or a GGUF file, and takes it if it is a model that can be tuned; else {@link #problemProperty} says why not. */
    public void choose(Path chosen) {
        path.set(chosen);
        facts.set(null);
        problem.set("");
        loading.set(true);
        var answer = worker.ask(new WorkRequest.Inspect(chosen)).thenApply(inspected -> read(inspected, chosen));
        tasks.when(answer, found -> {
            if (Objects.equals(path.get(), chosen)) {
                loading.set(false);
                path.set(found.path());
                facts.set(found);
                project.put("model", found.path().toString());
                preferences.change(now -> now.used(found.path()));
            }
        }, failure -> {
            if (Objects.equals(path.get(), chosen)) {
                loading.set(false);
                problem.set(failure instanceof UserError ? failure.getMessage() : failure.toString());
                if (!(failure instanceof UserError)) {
                    faults.report(failure);
                }
            }
        });
    }

    private ModelFacts read(Inspected inspected, Path chosen) {
        if (!inspected.kind().equals("model") && !inspected.kind().equals("gguf")) {
            throw new UserError(texts.get("model.wanted", chosen, texts.get("kind." + inspected.kind())));
        }
        if (!inspected.facts().path("problems").isEmpty()) {
            throw new UserError(inspected.facts().path("problems").valueStream().map(JsonNode::asText).collect(Collectors.joining("\n")));
        }
        if (inspected.kind().equals("gguf") && !inspected.facts().hasNonNull("config")) {
            throw new UserError(texts.get("model.vocabulary", chosen));
        }
        return ModelFacts.of(inspected);
    }

    /** What was chosen last, readable or not. */
    public ReadOnlyObjectProperty<@Nullable Path> pathProperty() {
        return path.getReadOnlyProperty();
    }

    /** Null while it is looked into, and if it cannot be tuned. */
    public ReadOnlyObjectProperty<@Nullable ModelFacts> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty loadingProperty() {
        return loading.getReadOnlyProperty();
    }

    /** Why the chosen one cannot be used; else empty. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }
}
