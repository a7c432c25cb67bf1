package dev.atelier.view.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.Json;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.Inspected;
import dev.atelier.job.Worker;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** The adapter that the next run goes on from, if the settings name one, and the settings as that adapter makes them. */
public final class InitAdapter {
    private final Config config;
    private final Worker worker;
    private final Tasks tasks;
    private final Messages.Texts texts;
    private final ReadOnlyObjectWrapper<@Nullable JsonNode> facts = new ReadOnlyObjectWrapper<>(this, "facts");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ObjectBinding<TrainingConfig> effective;
    private String wanted = "";

    InitAdapter(Config config, Worker worker, Tasks tasks, Messages messages) {
        this.config = config;
        this.worker = worker;
        this.tasks = tasks;
        this.texts = messages.of(getClass());
        effective = Bindings.createObjectBinding(this::made, config.currentProperty(), facts);
        config.currentProperty().subscribe(now -> look(now.initAdapter()));
    }

    private void look(String path) {
        if (path.equals(wanted)) {
            return;
        }
        wanted = path;
        facts.set(null);
        problem.set("");
        if (!path.isEmpty()) {
            tasks.whenShown(() -> ask(path));
        }
    }

    private void ask(String path) {
        try {
            tasks.when(worker.ask(new WorkRequest.Inspect(Path.of(path))).thenApply(this::adapter), found -> {
                if (path.equals(wanted)) {
                    facts.set(found);
                }
            }, failure -> {
                if (path.equals(wanted)) {
                    problem.set(failure instanceof UserError ? failure.getMessage() : failure.toString());
                }
            });
        } catch (InvalidPathException e) {
            problem.set(e.getMessage());
        }
    }

    private JsonNode adapter(Inspected found) {
        if (!found.kind().equals("adapter")) {
            throw new UserError(texts.get("adapter.wanted", found.path(), texts.get("kind." + found.kind())));
        }
        if (!found.facts().path("problems").isEmpty()) {
            throw new UserError(found.facts().path("problems").valueStream().map(JsonNode::asText).collect(Collectors.joining("\n")));
        }
        return found.facts();
    }

    private TrainingConfig made() {
        TrainingConfig now = config.current();
        JsonNode adapter = facts.get();
        if (adapter == null || now.method() == Method.FULL) {
            return now;
        }
        ObjectNode own = Json.MAPPER.createObjectNode();
        own.set("rank", adapter.path("rank"));
        own.set("alpha", adapter.path("alpha"));
        own.set("use_rslora", adapter.path("use_rslora"));
        own.set("use_dora", adapter.path("use_dora"));
        own.set("target_modules", adapter.path("adapted"));
        own.putArray("exclude_modules");
        own.putArray("layers_to_transform");
        own.set("modules_to_save", adapter.path("saved_modules"));
        own.put("bias", "none");
        own.set("rank_pattern", adapter.path("rank_pattern"));
        own.set("alpha_pattern", adapter.path("alpha_pattern"));
        return Settings.with(now, own, adapter.path("path").asText());
    }

    /** What {@code inspect} says of it; null: there is none, or it is still being read. */
    public ReadOnlyObjectProperty<@Nullable JsonNode> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    /** Why it cannot be gone on from; else empty. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** The settings of the next run with those that the adapter brings along. */
    public ObjectBinding<TrainingConfig> effectiveProperty() {
        return effective;
    }
}
