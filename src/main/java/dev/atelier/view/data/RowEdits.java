package dev.atelier.view.data;

import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowStore;
import dev.atelier.store.StoredRow;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.ui.Undo;
import dev.atelier.view.Failures;
import dev.atelier.view.project.RowFacts;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Changes of rows, each saved at once and one step of undo. */
public final class RowEdits {
    private final RowStore store;
    private final RowFacts facts;
    private final Undo undo;
    private final Tasks tasks;
    private final Failures failures;
    private final Messages.Texts texts;

    RowEdits(ProjectFile file, RowFacts facts, Undo undo, Tasks tasks, Failures failures, Messages messages) {
        this.store = file.rows();
        this.facts = facts;
        this.undo = undo;
        this.tasks = tasks;
        this.failures = failures;
        this.texts = messages.of(getClass());
    }

    /** Gives a row another text. */
    void edit(StoredRow row, String json) {
        after(store.edit(row.id(), json), before -> undo.add(texts.get("undo.edit", row.position()), () -> write(store.edit(row.id(), before)), () -> write(store.edit(row.id(), json))));
    }

    /** Gives an edited row the text back that it came with. */
    void revert(StoredRow row) {
        after(store.revert(row.id()), before -> undo.add(texts.get("undo.revert", row.position()), () -> write(store.edit(row.id(), before)), () -> write(store.revert(row.id()))));
    }

    void delete(long... ids) {
        after(store.delete(ids), count -> undo.add(texts.count("undo.delete", ids.length), () -> write(store.restore(ids)), () -> write(store.delete(ids))));
    }

    /** Adds a row at the end; {@code added} hears its id. */
    void add(String shape, String json, LongConsumer added) {
        after(store.add(shape, json), id -> {
            undo.add(texts.get("undo.add"), () -> write(store.delete(id)), () -> write(store.restore(id)));
            added.accept(id);
        });
    }

    private void write(CompletableFuture<?> change) {
        after(change, done -> {});
    }

    private <T> void after(CompletableFuture<T> change, Consumer<T> done) {
        tasks.when(change, result -> {
            done.accept(result);
            facts.refresh();
        }, failures::tell);
    }
}
