package dev.atelier.view.chat;

import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.job.Worker;
import dev.atelier.store.ChatMessage.Making;
import dev.atelier.store.ChatMessage.Role;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.chart.Units;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Asks base and tuned the same thing at once and keeps what they say. */
public final class ChatViewModel implements AutoCloseable {
    private static final String DEVICE = "auto";
    private final Worker worker;
    private final Tasks tasks;
    private final Faults faults;
    private final Talks talks;
    private final Suggestions suggestions;
    private final FinishedRuns runs;
    private final ModelChoice model;
    private final Units units;
    private final Messages.Texts texts;
    private final StringProperty draft = new SimpleStringProperty(this, "draft", "");
    private final ObjectProperty<ChatSettings> settings;
    private final ObservableList<Speaking> speaking = FXCollections.observableArrayList();
    private final BooleanBinding running = Bindings.isNotEmpty(speaking);
    private final BooleanBinding sendable;
    private final StringBinding baseTitle;
    private final StringBinding tunedTitle;
    private final StringBinding hint;

    ChatViewModel(Worker worker, Tasks tasks, Faults faults, Project project, Talks talks, Suggestions suggestions, FinishedRuns finished, Runs runs, ModelChoice model, Units units,
            Messages messages) {
        this.worker = worker;
        this.tasks = tasks;
        this.faults = faults;
        this.talks = talks;
        this.suggestions = suggestions;
        this.runs = finished;
        this.model = model;
        this.units = units;
        this.texts = messages.of(getClass());
        settings = new SimpleObjectProperty<>(this, "settings", project.get(ChatSettings.KEY).map(ChatSettings::read).orElse(ChatSettings.DEFAULT));
        settings.addListener((property, was, now) -> project.put(ChatSettings.KEY, now.write()));
        sendable = Bindings.createBooleanBinding(() -> !running.get() && !draft.get().isBlank() && base() != null, running, draft, model.pathProperty(), finished.chosenProperty());
        baseTitle = Bindings.createStringBinding(() -> base() == null ? texts.get("chat.base.none") : texts.get("chat.base", Objects.requireNonNull(base()).getFileName()), model.pathProperty(),
                finished.chosenProperty());
        tunedTitle = Bindings.createStringBinding(() -> finished.chosen() == null ? texts.get("chat.tuned.none") : texts.get("chat.tuned", finished.chosen().name()), finished.chosenProperty());
        hint = Bindings.createStringBinding(() -> runs.activeProperty().get() != null ? texts.get("chat.training", runs.activeProperty().get().name()) : "", runs.activeProperty());
    }

    /** The folder of the untuned model. */
    private @Nullable Path base() {
        LiveRun run = runs.chosen();
        return run == null ? model.pathProperty().get() : run.model();
    }

    /** Sends what is written. */
    void send() {
        if (sendable.get()) {
            String question = draft.get().strip();
            draft.set("");
            ask(question);
        }
    }

    /** Asks both; the base alone while nothing is trained. */
    void ask(String question) {
        if (running.get() || question.isBlank() || base() == null) {
            return;
        }
        Turn turn = talks.ask(question, settings.get().seed());
        speak(talks.current(), turn, Role.BASE);
        speak(talks.current(), turn, Role.TUNED);
    }

    /** Has one of them answer again. */
    void again(Turn turn, Role role) {
        if (!turn.answer(role).running() && base() != null) {
            talks.forget(turn.answer(role));
            speak(talks.current(), turn, role);
        }
    }

    private void speak(Talk talk, Turn turn, Role role) {
        LiveRun run = role == Role.TUNED ? runs.chosen() : null;
        if (role == Role.TUNED && run == null) {
            return;
        }
        ChatSettings how = settings.get();
        var request = new WorkRequest.Chat(model(run), adapter(run), talk.before(turn, role, how.system()), how.sampling(), Precision.AUTO, DEVICE);
        speaking.add(new Speaking(worker, tasks, faults, request, run == null ? null : Long.valueOf(run.id()), turn.answer(role), (ended, keep, text, making) -> {
            speaking.remove(ended);
            if (keep) {
                ended.answer().stored(talks.append(talk, turn, role, text, making), 0);
            }
        }));
    }

    private Path model(@Nullable LiveRun run) {
        return run != null && run.config().method() == Method.FULL ? run.folder().model() : Objects.requireNonNull(base());
    }

    private static @Nullable Path adapter(@Nullable LiveRun run) {
        return run == null || run.config().method() == Method.FULL ? null : run.folder().adapter();
    }

    /** Stops both; what came stays. Whether there was something to stop. */
    boolean stop() {
        speaking.forEach(Speaking::stop);
        return !speaking.isEmpty();
    }

    void rate(Answer answer, int value) {
        talks.rate(answer, value);
    }

    /** Speed and time to the first token, as far as known, and what else there is to say about an answer. */
    String told(Answer answer) {
        Making making = answer.makingProperty().get();
        var parts = new ArrayList<String>();
        if (making != null && answer.role() == Role.TUNED && !isChosen(making.run())) {
            parts.add(runs.all().stream().filter(run -> Objects.equals(run.id(), making.run())).map(LiveRun::name).findFirst().orElse(texts.get("chat.run.gone")));
        }
        if (answer.stateProperty().get() == Answer.State.STOPPED) {
            parts.add(texts.get("chat.stopped"));
        }
        if (making != null && !Double.isNaN(making.tokensPerS())) {
            parts.add(texts.get("chat.speed", units.number(making.tokensPerS(), making.tokensPerS() < 10 ? 1 : 0)));
        }
        if (making != null && !Double.isNaN(making.secondsToFirst())) {
            parts.add(texts.get("chat.first", units.number(making.secondsToFirst(), making.secondsToFirst() < 1 ? 2 : 1)));
        }
        if (making != null && !answer.running() && making.tokens() > 0) {
            parts.add(making.tokens() == settings.get().maxTokens() ? texts.get("chat.cut", units.count(making.tokens())) : texts.count("chat.tokens", making.tokens()));
        }
        return String.join(" · ", parts);
    }

    private boolean isChosen(@Nullable Long run) {
        return runs.chosen() != null && Objects.equals(runs.chosen().id(), run);
    }

    /** What stands where there is no answer. */
    String missing(Answer answer) {
        return answer.role() == Role.TUNED && runs.chosen() == null ? texts.get("chat.train.first") : texts.get("chat.missing");
    }

    /** Whether an answer can be asked for again. */
    boolean repeatable(Answer answer) {
        return !answer.running() && (answer.role() == Role.BASE || runs.chosen() != null);
    }

    /** What is still on its way is kept as far as it came. */
    @Override
    public void close() {
        for (Speaking one : List.copyOf(speaking)) {
            one.leave();
        }
    }

    public Talks talks() {
        return talks;
    }

    public ObservableList<String> suggestions() {
        return suggestions.prompts();
    }

    public FinishedRuns runs() {
        return runs;
    }

    public StringProperty draftProperty() {
        return draft;
    }

    public ObjectProperty<ChatSettings> settingsProperty() {
        return settings;
    }

    public BooleanBinding runningProperty() {
        return running;
    }

    /** Whether there is something to send and someone to answer. */
    public BooleanBinding sendableProperty() {
        return sendable;
    }

    public StringBinding baseTitleProperty() {
        return baseTitle;
    }

    public StringBinding tunedTitleProperty() {
        return tunedTitle;
    }

    /** What slows the answers down now; else empty. */
    public StringBinding hintProperty() {
        return hint;
    }

    public boolean isRunning() {
        return running.get();
    }

    public boolean isSendable() {
        return sendable.get();
    }

    public String getBaseTitle() {
        return baseTitle.get();
    }

    public String getTunedTitle() {
        return tunedTitle.get();
    }

    public String getHint() {
        return hint.get();
    }
}
