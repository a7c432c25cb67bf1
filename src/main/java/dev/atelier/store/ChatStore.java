package dev.atelier.store;

import dev.atelier.store.ChatMessage.Making;
import dev.atelier.store.ChatMessage.Role;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The project's conversations. What is deleted can be put back until the project is closed; a change completes with whether there was something to change. */
public final class ChatStore {
    private final Readers readers;
    private final Writer writer;

    ChatStore(Readers readers, Writer writer) {
        this.readers = readers;
        this.writer = writer;
    }

    /** Newest first. */
    public List<Conversation> conversations() {
        String sql = "SELECT id, title, created, (SELECT count(*) FROM message WHERE conversation = conversation.id AND role = 'user' AND deleted = 0) "
                + "FROM conversation WHERE deleted = 0 ORDER BY created DESC, id DESC";
        return readers.read(connection -> Sql.list(connection, sql, row -> new Conversation(row.getLong(1), row.getString(2), Instant.parse(row.getString(3)), row.getInt(4))));
    }

    /** In the order they were said. */
    public List<ChatMessage> messages(long conversation) {
        return readers.read(connection -> Sql.list(connection, "SELECT * FROM message WHERE conversation = ? AND deleted = 0 ORDER BY turn, id", ChatStore::message, conversation));
    }

    private static ChatMessage message(ResultSet row) throws SQLException {
        long run = row.getLong("run");
        Long maker = row.wasNull() ? null : Long.valueOf(run);
        String adapter = row.getString("adapter");
        return new ChatMessage(row.getLong("id"), row.getLong("conversation"), row.getInt("turn"), Role.of(row.getString("role")), row.getString("text"), row.getInt("tokens"),
                Sql.real(row, "tokens_per_s"), Sql.real(row, "seconds_to_first"), maker, adapter == null ? null : Path.of(adapter), row.getLong("seed"), Sql.integer(row, "rating"), Instant.parse(row.getString("created")));
    }

    /** Completes with the id of a new conversation. */
    public CompletableFuture<Long> begin(String title) {
        return writer.write(connection -> Sql.insert(connection, "INSERT INTO conversation (title, created) VALUES (?, ?)", title, Instant.now()));
    }

    public CompletableFuture<Boolean> rename(long conversation, String title) {
        return writer.update("UPDATE conversation SET title = ? WHERE id = ?", title, conversation);
    }

    /** Completes with the message's id. */
    public CompletableFuture<Long> append(long conversation, int turn, Role role, String text, Making making) {
        return writer.write(connection -> Sql.insert(connection,
                "INSERT INTO message (conversation, turn, role, text, tokens, tokens_per_s, seconds_to_first, run, adapter, seed, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", conversation, turn,
                role.key(), text, making.tokens(), making.tokensPerS(), making.secondsToFirst(), making.run(), making.adapter() == null ? null : making.adapter().toString(), making.seed(), Instant.now()));
    }

    /** {@code rating} is -1, 1, or null for none. */
    public CompletableFuture<Boolean> rate(long message, @Nullable Integer rating) {
        return writer.update("UPDATE message SET rating = ? WHERE id = ?", rating, message);
    }

    public CompletableFuture<Boolean> deleteMessage(long message) {
        return writer.update("UPDATE message SET deleted = 1 WHERE id = ?", message);
    }

    public CompletableFuture<Boolean> restoreMessage(long message) {
        return writer.update("UPDATE message SET deleted = 0 WHERE id = ?", message);
    }

    public CompletableFuture<Boolean> delete(long conversation) {
        return writer.update("UPDATE conversation SET deleted = 1 WHERE id = ?", conversation);
    }

    public CompletableFuture<Boolean> restore(long conversation) {
        return writer.update("UPDATE conversation SET deleted = 0 WHERE id = ?", conversation);
    }

    /** Deletes every conversation; completes with their ids, for {@link #restore}. */
    public CompletableFuture<List<Long>> clear() {
        return writer.write(connection -> {
            List<Long> ids = Sql.list(connection, "SELECT id FROM conversation WHERE deleted = 0", row -> row.getLong(1));
            Sql.update(connection, "UPDATE conversation SET deleted = 1");
            return ids;
        });
    }
}
