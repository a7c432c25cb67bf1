package dev.atelier.view.chat;

import dev.atelier.store.ChatMessage;
import dev.atelier.store.ChatMessage.Making;
import dev.atelier.store.ChatStore;
import dev.atelier.store.ProjectFile;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.ui.Undo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The project's conversations and the one in sight. */
public final class Talks {
    private final ChatStore store;
    private final Tasks tasks;
    private final Undo undo;
    private final Messages.Texts texts;
    private final ObservableList<Talk> all = FXCollections.observableArrayList();
    private final ObservableList<Talk> list = FXCollections.unmodifiableObservableList(all);
    private final ReadOnlyObjectWrapper<Talk> current = new ReadOnlyObjectWrapper<>(this, "current");

    Talks(ProjectFile file, Tasks tasks, Undo undo, Messages messages) {
        this.store = file.chats();
        this.tasks = tasks;
        this.undo = undo;
        this.texts = messages.of(getClass());
        begin();
        tasks.run(store::conversations, kept -> {
            kept.forEach(one -> all.add(new Talk(one.id(), one.title(), one.created())));
            if (current.get().turns().isEmpty() && !all.isEmpty()) {
                open(all.getFirst());
            }
        });
    }

    /** A new one, in the list from its first question on. */
    void begin() {
        current.set(new Talk(null, texts.get("chat.new.title"), Instant.now()));
    }

    void open(Talk talk) {
        current.set(talk);
        CompletableFuture<Long> id = talk.id();
        if (id != null && !talk.isLoaded()) {
            tasks.run(() -> store.messages(id.join()), kept -> {
                if (!talk.isLoaded()) {
                    talk.load(turns(kept));
                }
            });
        }
    }

    private static List<Turn> turns(List<ChatMessage> messages) {
        var out = new TreeMap<Integer, Turn>();
        for (ChatMessage message : messages) {
            if (message.role() == ChatMessage.Role.USER) {
                out.put(message.turn(), Turn.of(message.turn(), message.text()));
            } else {
                Turn turn = out.get(message.turn());
                if (turn != null) {
                    Answer answer = turn.answer(message.role());
                    answer.end(Answer.State.DONE, message.text(), new Making(message.tokens(), message.tokensPerS(), message.secondsToFirst(), message.run(), message.adapter(), message.seed()), "");
                    answer.stored(CompletableFuture.completedFuture(message.id()), Objects.requireNonNullElse(message.rating(), 0));
                }
            }
        }
        return new ArrayList<>(out.values());
    }

    /** Adds a question to the conversation in sight, and keeps it. */
    Turn ask(String question, long seed) {
        Talk talk = current.get();
        var turn = Turn.of(talk.turns().isEmpty() ? 1 : talk.turns().getLast().number() + 1, question);
        if (talk.id() == null) {
            String title = Talk.titleOf(question);
            talk.rename(title);
            talk.began(store.begin(title));
            all.addFirst(talk);
        }
        talk.turns().add(turn);
        append(talk, turn, ChatMessage.Role.USER, question, Making.byHand(seed));
        return turn;
    }

    /** Keeps what was said; completes with its id. */
    CompletableFuture<Long> append(Talk talk, Turn turn, ChatMessage.Role role, String text, Making making) {
        var kept = Objects.requireNonNull(talk.id()).thenCompose(id -> store.append(id, turn.number(), role, text, making));
        tasks.when(kept, done -> {});
        return kept;
    }

    /** Lets go of an answer that is asked for again. */
    void forget(Answer answer) {
        CompletableFuture<Long> message = answer.message();
        if (message != null) {
            tasks.when(message.thenCompose(store::deleteMessage), done -> {});
        }
    }

    /** 1 or -1; the same again takes it back. */
    void rate(Answer answer, int value) {
        CompletableFuture<Long> message = answer.message();
        if (message != null) {
            int rating = answer.ratingProperty().get() == value ? 0 : value;
            answer.rate(rating);
            tasks.when(message.thenCompose(id -> store.rate(id, rating == 0 ? null : Integer.valueOf(rating))), done -> {});
        }
    }

    void rename(Talk talk, String title) {
        String was = talk.titleProperty().get();
        if (talk.id() != null && !was.equals(title)) {
            name(talk, title);
            undo.add(texts.get("chat.rename.undo", was), () -> name(talk, was), () -> name(talk, title));
        }
    }

    private void name(Talk talk, String title) {
        talk.rename(title);
        tasks.when(Objects.requireNonNull(talk.id()).thenCompose(id -> store.rename(id, title)), done -> {});
    }

    void delete(Talk talk) {
        int index = all.indexOf(talk);
        if (index >= 0) {
            remove(talk);
            undo.add(texts.get("chat.delete.undo", talk.titleProperty().get()), () -> {
                all.add(Math.min(index, all.size()), talk);
                tasks.when(Objects.requireNonNull(talk.id()).thenCompose(store::restore), done -> open(talk));
            }, () -> remove(talk));
        }
    }

    private void remove(Talk talk) {
        all.remove(talk);
        tasks.when(Objects.requireNonNull(talk.id()).thenCompose(store::delete), done -> {});
        if (current.get() == talk) {
            if (all.isEmpty()) {
                begin();
            } else {
                open(all.getFirst());
            }
        }
    }

    /** Newest first. */
    public ObservableList<Talk> all() {
        return list;
    }

    public ReadOnlyObjectProperty<Talk> currentProperty() {
        return current.getReadOnlyProperty();
    }

    public Talk current() {
        return current.get();
    }
}
