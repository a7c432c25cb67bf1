package dev.atelier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.atelier.store.ChatMessage.Making;
import dev.atelier.store.ChatMessage.Role;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatStoreTest {
    @TempDir
    Path folder;

    private ProjectFile project;
    private ChatStore chats;

    @BeforeEach
    void open() {
        project = ProjectFile.open(folder);
        chats = project.chats();
    }

    @AfterEach
    void close() {
        project.close();
    }

    @Test
    void aConversationIsThereAgain() {
        long run = project.runs().add("runs/a", "a", Instant.EPOCH, "{}", "/model").join();
        long conversation = chats.begin("Bonjour").join();
        chats.append(conversation, 1, Role.USER, "Ça va ?", Making.byHand(7));
        chats.append(conversation, 1, Role.BASE, "Oui.", new Making(2, 31.5, 0.25, null, 7));
        long tuned = chats.append(conversation, 1, Role.TUNED, "Très bien.", new Making(3, 30, 0.5, run, 7)).join();
        chats.rate(tuned, 1);
        assertThatThrownBy(() -> chats.rate(tuned, 5).join()).hasCauseInstanceOf(StoreException.class);
        assertThatThrownBy(() -> chats.append(99, 1, Role.USER, "", Making.byHand(0)).join()).as("no such conversation").hasCauseInstanceOf(StoreException.class);
        project.close();
        open();
        assertThat(chats.conversations()).extracting(Conversation::title, Conversation::turns).containsExactly(tuple("Bonjour", 1));
        assertThat(chats.messages(conversation)).extracting(ChatMessage::role, ChatMessage::text, ChatMessage::tokensPerS, ChatMessage::secondsToFirst, ChatMessage::run, ChatMessage::rating).containsExactly(
                tuple(Role.USER, "Ça va ?", Double.NaN, Double.NaN, null, null), tuple(Role.BASE, "Oui.", 31.5, 0.25, null, null),
                tuple(Role.TUNED, "Très bien.", 30.0, 0.5, run, 1));
        project.runs().remove(run).join();
        assertThat(chats.messages(conversation)).as("outlives its run").hasSize(3).allMatch(message -> message.run() == null);
    }

    @Test
    void whatIsDeletedComesBackUntilTheProjectIsClosed() {
        long first = chats.begin("first").join();
        long second = chats.begin("second").join();
        long message = chats.append(first, 1, Role.USER, "hello", Making.byHand(0)).join();
        chats.deleteMessage(message).join();
        assertThat(chats.messages(first)).isEmpty();
        chats.restoreMessage(message).join();
        assertThat(chats.messages(first)).hasSize(1);
        assertThat(chats.clear().join()).containsExactly(first, second);
        assertThat(chats.conversations()).isEmpty();
        chats.restore(first).join();
        project.close();
        open();
        assertThat(chats.conversations()).extracting(Conversation::id).containsExactly(first);
        assertThat(chats.messages(first)).hasSize(1);
        assertThat(chats.restore(second).join()).as("gone for good").isFalse();
    }
}
