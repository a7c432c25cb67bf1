package dev.atelier.view.chat;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.store.ChatMessage.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** A conversation in sight: kept in the project from its first question on. */
public final class Talk {
    private static final int TITLE = 48;
    private final Instant created;
    private final ReadOnlyStringWrapper title;
    private final ObservableList<Turn> turns = FXCollections.observableArrayList();
    private @Nullable CompletableFuture<Long> id;
    private boolean loaded;

    /** {@code id} is null for one nothing was said in yet. */
    Talk(@Nullable Long id, String title, Instant created) {
        this.id = id == null ? null : CompletableFuture.completedFuture(id);
        this.title = new ReadOnlyStringWrapper(this, "title", title);
        this.created = created;
        this.loaded = id == null;
    }

    /** In the store; null before the first question. */
    @Nullable CompletableFuture<Long> id() {
        return id;
    }

    void began(CompletableFuture<Long> newId) {
        id = newId;
    }

    boolean isLoaded() {
        return loaded;
    }

    void load(List<Turn> kept) {
        loaded = true;
        turns.setAll(kept);
    }

    void rename(String name) {
        title.set(name);
    }

    /** The first words of a question. */
    static String titleOf(String question) {
        String line = question.strip().lines().findFirst().orElse("");
        if (line.length() <= TITLE) {
            return line;
        }
        int space = line.lastIndexOf(' ', TITLE);
        return line.substring(0, space > TITLE / 2 ? space : TITLE) + "…";
    }

    /** What a model is told before it answers {@code turn}: each goes on from its own answers, and from the questions it answered. */
    List<WorkRequest.Turn> before(Turn turn, Role role, String system) {
        var out = new ArrayList<WorkRequest.Turn>();
        if (!system.isBlank()) {
            out.add(new WorkRequest.Turn("system", system.strip()));
        }
        for (Turn said : turns) {
            String answer = said.answer(role).textProperty().get();
            if (said.number() < turn.number() && !answer.isEmpty()) {
                out.add(new WorkRequest.Turn("user", said.question()));
                out.add(new WorkRequest.Turn("assistant", answer));
            }
        }
        out.add(new WorkRequest.Turn("user", turn.question()));
        return out;
    }

    public ReadOnlyStringProperty titleProperty() {
        return title.getReadOnlyProperty();
    }

    public Instant created() {
        return created;
    }

    public ObservableList<Turn> turns() {
        return turns;
    }
}
