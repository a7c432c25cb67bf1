package dev.atelier.view.chat;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.job.Worker;
import dev.atelier.store.ChatMessage.Making;
import dev.atelier.store.ChatMessage.Role;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Who can answer, and who does in each of the two columns: left the base unless another was chosen, right the run that the other rooms speak of. */
public final class Voices {
    private static final String KEY = "chat.adapters";
    private final Project project;
    private final FinishedRuns runs;
    private final ModelChoice model;
    private final Worker worker;
    private final Tasks tasks;
    private final Failures failures;
    private final Messages.Texts texts;
    private final List<Path> folders = new ArrayList<>();
    private final ObservableList<Voice> left = FXCollections.observableArrayList();
    private final ObservableList<Voice> right = FXCollections.observableArrayList();
    private final ObjectProperty<@Nullable Voice> leftVoice = new SimpleObjectProperty<>(this, "left", Voice.BASE);
    private final ObjectProperty<@Nullable Voice> rightVoice = new SimpleObjectProperty<>(this, "right");
    private final ObjectBinding<@Nullable Path> base;

    Voices(Project project, FinishedRuns runs, ModelChoice model, Worker worker, Tasks tasks, Failures failures, Messages messages) {
        this.project = project;
        this.runs = runs;
        this.model = model;
        this.worker = worker;
        this.tasks = tasks;
        this.failures = failures;
        this.texts = messages.of(getClass());
        base = Bindings.createObjectBinding(this::baseModel, model.pathProperty(), runs.chosenProperty());
        project.get(KEY).ifPresent(kept -> kept.lines().map(Path::of).forEach(folders::add));
        InvalidationListener changed = list -> fill();
        runs.all().addListener(changed);
        runs.chosenProperty().subscribe(run -> {
            if (run != null) {
                rightVoice.set(new Voice(run, null));
            }
        });
        rightVoice.addListener((property, was, now) -> {
            if (now != null && now.run() != null && now.run() != runs.chosen()) {
                runs.choose(now.run());
            }
        });
        fill();
    }

    private void fill() {
        var others = new ArrayList<Voice>();
        runs.all().forEach(run -> others.add(new Voice(run, null)));
        folders.forEach(folder -> others.add(new Voice(null, folder)));
        right.setAll(others);
        others.addFirst(Voice.BASE);
        left.setAll(others);
    }

    private @Nullable Path baseModel() {
        LiveRun run = runs.chosen();
        return run == null ? model.pathProperty().get() : run.model();
    }

    /** Looks into a folder and, if it is an adapter, has it answer on the right. */
    void add(Path folder) {
        tasks.when(worker.ask(new WorkRequest.Inspect(folder)), found -> {
            if (!found.kind().equals("adapter")) {
                failures.tell(new dev.atelier.domain.UserError(texts.get("chat.adapter.wanted", folder)));
                return;
            }
            if (!folders.contains(found.path())) {
                folders.add(found.path());
                project.put(KEY, folders.stream().map(Path::toString).collect(Collectors.joining("\n")));
                fill();
            }
            rightVoice.set(new Voice(null, found.path()));
        }, failures::tell);
    }

    /** In words. */
    String name(Voice voice) {
        if (voice.run() != null) {
            return texts.get("chat.tuned", voice.run().name());
        }
        Path folder = voice.adapter();
        if (folder != null) {
            return texts.get("chat.adapter", folder.getFileName());
        }
        Path path = base.get();
        return path == null ? texts.get("chat.base.none") : texts.get("chat.base", path.getFileName());
    }

    /** Who made an answer, in words, if it is not who answers in its column now. */
    String other(Role role, Making making) {
        Voice now = of(role).get();
        if (making.run() != null && (now == null || !Objects.equals(now.runId(), making.run()))) {
            return runs.all().stream().filter(run -> Objects.equals(run.id(), making.run())).map(LiveRun::name).findFirst().orElse(texts.get("chat.run.gone"));
        }
        if (making.adapter() != null && (now == null || !Objects.equals(now.adapter(), making.adapter()))) {
            return String.valueOf(making.adapter().getFileName());
        }
        if (making.run() == null && making.adapter() == null && !Voice.BASE.equals(now)) {
            return texts.get(role == Role.BASE ? "chat.base.short" : "chat.run.gone");
        }
        return "";
    }

    /** Those one can choose from for a column: the base stands on the left only. */
    ObservableList<Voice> all(Role role) {
        return role == Role.BASE ? left : right;
    }

    /** Who answers in a column; null on the right while there is nobody. */
    public ObjectProperty<@Nullable Voice> of(Role role) {
        return role == Role.BASE ? leftVoice : rightVoice;
    }

    /** The untuned model; null while none is chosen. */
    ObjectBinding<@Nullable Path> baseProperty() {
        return base;
    }
}
