package dev.atelier.view.chat;

import dev.atelier.domain.TrainingConfig.Precision;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.job.Worker;
import dev.atelier.store.ChatMessage.Making;
import dev.atelier.store.ChatMessage.Role;
import dev.atelier.ui.Faults;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.chart.Units;
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
    private final Voices voices;
    private final Units units;
    private final Messages.Texts texts;
    private final StringProperty draft = new SimpleStringProperty(this, "draft", "");
    private final ObjectProperty<ChatSettings> settings;
    private final ObservableList<Speaking> speaking = FXCollections.observableArrayList();
    private final BooleanBinding running = Bindings.isNotEmpty(speaking);
    private final BooleanBinding sendable;
    private final StringBinding hint;

    ChatViewModel(Worker worker, Tasks tasks, Faults faults, Project project, Talks talks, Suggestions suggestions, Voices voices, Runs runs, Units units, Messages messages) {
        this.worker = worker;
        this.tasks = tasks;
        this.faults = faults;
        this.talks = talks;
        this.suggestions = suggestions;
        this.voices = voices;
        this.units = units;
        this.texts = messages.of(getClass());
        settings = new SimpleObjectProperty<>(this, "settings", project.get(ChatSettings.KEY).map(ChatSettings::read).orElse(ChatSettings.DEFAULT));
        settings.addListener((property, was, now) -> project.put(ChatSettings.KEY, now.write()));
        sendable = Bindings.createBooleanBinding(() -> !running.get() && !draft.get().isBlank() && base() != null, running, draft, voices.baseProperty());
        hint = Bindings.createStringBinding(() -> runs.activeProperty().get() != null ? texts.get("chat.training", runs.activeProperty().get().name()) : "", runs.activeProperty());
    }

    private @Nullable Path base() {
        return voices.baseProperty().get();
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

    /** Has who speaks in its column answer again. */
    void again(Turn turn, Role role) {
        Voice voice = voices.of(role).get();
        if (voice != null) {
            again(turn, role, voice);
        }
    }

    /** Has someone answer in place of what stands there. */
    void again(Turn turn, Role role, Voice voice) {
        if (!turn.answer(role).running() && base() != null) {
            talks.forget(turn.answer(role));
            speak(talks.current(), turn, role, voice);
        }
    }

    private void speak(Talk talk, Turn turn, Role role) {
        Voice voice = voices.of(role).get();
        if (voice != null) {
            speak(talk, turn, role, voice);
        }
    }

    private void speak(Talk talk, Turn turn, Role role, Voice voice) {
        ChatSettings how = settings.get();
        var request = new WorkRequest.Chat(voice.model(Objects.requireNonNull(base())), voice.over(), talk.before(turn, role, how.system()), how.sampling(), Precision.AUTO, DEVICE);
        speaking.add(new Speaking(worker, tasks, faults, request, voice, turn.answer(role), (ended, keep, text, making) -> {
            speaking.remove(ended);
            if (keep) {
                ended.answer().stored(talks.append(talk, turn, role, text, making), 0);
            }
        }));
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
        if (making != null && !voices.other(answer.role(), making).isEmpty()) {
            parts.add(voices.other(answer.role(), making));
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

    /** What stands where there is no answer. */
    String missing(Answer answer) {
        return voices.of(answer.role()).get() == null ? texts.get("chat.train.first") : texts.get("chat.missing");
    }

    /** Whether an answer can be asked for again. */
    boolean repeatable(Answer answer) {
        return !answer.running() && voices.of(answer.role()).get() != null;
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

    public Voices voices() {
        return voices;
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

    public String getHint() {
        return hint.get();
    }
}
