package dev.atelier.view.chat;

import dev.atelier.store.ChatMessage.Making;
import dev.atelier.store.ChatMessage.Role;
import java.util.concurrent.CompletableFuture;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.jspecify.annotations.Nullable;

/** What one of the two models says to a question, while it says it and afterwards. On the window's thread. */
public final class Answer {
    private final Role role;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(this, "state", State.MISSING);
    private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper(this, "text", "");
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ReadOnlyObjectWrapper<@Nullable Making> making = new ReadOnlyObjectWrapper<>(this, "making");
    private final ReadOnlyIntegerWrapper rating = new ReadOnlyIntegerWrapper(this, "rating");
    private final ReadOnlyBooleanWrapper kept = new ReadOnlyBooleanWrapper(this, "kept");
    private @Nullable CompletableFuture<Long> message;

    /** MISSING: nobody was asked, or nothing came. */
    public enum State {
        MISSING, WAITING, STREAMING, DONE, STOPPED, FAILED
    }

    Answer(Role role) {
        this.role = role;
    }

    /** BASE or TUNED. */
    public Role role() {
        return role;
    }

    void begin() {
        text.set("");
        problem.set("");
        making.set(null);
        rating.set(0);
        message = null;
        kept.set(false);
        state.set(State.WAITING);
    }

    void show(String soFar, Making how) {
        text.set(soFar);
        making.set(how);
        state.set(State.STREAMING);
    }

    void end(State how, String whole, @Nullable Making made, String why) {
        text.set(whole);
        making.set(made);
        problem.set(why);
        state.set(how);
    }

    void stored(CompletableFuture<Long> id, int rated) {
        message = id;
        rating.set(rated);
        kept.set(true);
    }

    /** In the store, once it is there. */
    @Nullable CompletableFuture<Long> message() {
        return message;
    }

    void rate(int value) {
        rating.set(value);
    }

    /** Whether it is on its way. */
    public boolean running() {
        return state.get() == State.WAITING || state.get() == State.STREAMING;
    }

    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Whether the project keeps it, so that it can be rated. */
    public ReadOnlyBooleanProperty keptProperty() {
        return kept.getReadOnlyProperty();
    }

    public ReadOnlyStringProperty textProperty() {
        return text.getReadOnlyProperty();
    }

    /** Why it failed, in one line; else empty. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Making> makingProperty() {
        return making.getReadOnlyProperty();
    }

    /** 1 good, -1 bad, 0 not rated. */
    public ReadOnlyIntegerProperty ratingProperty() {
        return rating.getReadOnlyProperty();
    }
}
