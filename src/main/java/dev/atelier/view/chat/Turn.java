package dev.atelier.view.chat;

import dev.atelier.store.ChatMessage.Role;

/** A question and the two answers to it; {@code number} counts from 1 in its conversation. */
public record Turn(int number, String question, Answer base, Answer tuned) {
    static Turn of(int number, String question) {
        return new Turn(number, question, new Answer(Role.BASE), new Answer(Role.TUNED));
    }

    Answer answer(Role role) {
        return role == Role.BASE ? base : tuned;
    }

    boolean running() {
        return base.running() || tuned.running();
    }
}
