package dev.atelier.view.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.atelier.domain.Json;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.RowPreview;
import dev.atelier.job.Worker;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowStore;
import dev.atelier.store.StoredRow;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.ModelChoice;
import dev.atelier.view.project.ModelFacts;
import dev.atelier.view.project.RowFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** One row in detail: its turns, its JSON, its tokens. An edit that is no row is not saved, and not lost: it stays as the row's draft while the project is open. */
public final class RowEditorViewModel {
    private static final int NO_MODEL_LENGTH = 1;
    private final RowStore store;
    private final Worker worker;
    private final Tasks tasks;
    private final ModelChoice model;
    private final Config config;
    private final RowEdits edits;
    private final Failures failures;
    private final Messages.Texts texts;
    private final Map<Long, RowDraft> drafts = new HashMap<>();
    private final ReadOnlyObjectWrapper<@Nullable StoredRow> row = new ReadOnlyObjectWrapper<>(this, "row");
    private final ReadOnlyObjectWrapper<@Nullable RowDraft> draft = new ReadOnlyObjectWrapper<>(this, "draft");
    private final ReadOnlyObjectWrapper<@Nullable RowPreview> preview = new ReadOnlyObjectWrapper<>(this, "preview");
    private @Nullable Long wanted;
    private @Nullable CompletableFuture<RowPreview> asked;

    RowEditorViewModel(ProjectFile file, Worker worker, Tasks tasks, ModelChoice model, Config config, RowFacts facts, RowEdits edits, Failures failures, Messages messages) {
        this.store = file.rows();
        this.worker = worker;
        this.tasks = tasks;
        this.model = model;
        this.config = config;
        this.edits = edits;
        this.failures = failures;
        this.texts = messages.of(getClass());
        facts.changesProperty().subscribe(changes -> read());
        model.factsProperty().subscribe((_, _) -> tokens());
        config.currentProperty().subscribe((was, now) -> {
            if (was.maxLength() != now.maxLength() || was.promptLossWeight() != now.promptLossWeight()) {
                tokens();
            }
        });
    }

    /** Shows the row of this id; null: none. */
    void show(@Nullable Long id) {
        wanted = id;
        read();
    }

    private void read() {
        Long id = wanted;
        if (id == null) {
            take(null);
            return;
        }
        tasks.run(() -> store.rows(id), found -> {
            if (id.equals(wanted)) {
                take(found.isEmpty() ? null : found.getFirst());
            }
        });
    }

    private void take(@Nullable StoredRow now) {
        StoredRow was = row.get();
        if (Objects.equals(was, now)) {
            return;
        }
        boolean same = was != null && now != null && was.id() == now.id() && was.text().equals(now.text());
        row.set(now);
        draft.set(now == null ? null : drafts.get(now.id()));
        if (!same) {
            tokens();
        }
    }

    private void tokens() {
        if (asked != null) {
            asked.cancel(true);
        }
        StoredRow shown = row.get();
        ModelFacts facts = model.factsProperty().get();
        if (shown == null || facts == null) {
            preview.set(null);
        } else {
            asked = worker.ask(new WorkRequest.PreviewRow(facts.path(), shown.text(), config.current().maxLength(), config.current().promptLossWeight()));
            tasks.when(asked, preview::set, failures::tell);
        }
    }

    /** What is shown as the row's text: the draft, or what is saved. */
    String json() {
        StoredRow shown = row.get();
        RowDraft written = draft.get();
        return written != null ? written.json() : shown == null ? "" : JsonText.pretty(shown.text());
    }

    /** The texts in the row; of what is saved where the draft cannot be read. */
    List<RowTurn> turns() {
        StoredRow shown = row.get();
        return shown == null ? List.of() : RowTurn.of(readable(shown));
    }

    private String readable(StoredRow shown) {
        RowDraft written = draft.get();
        return written == null || RowTurn.of(written.json()).isEmpty() ? shown.text() : written.json();
    }

    /** Takes other words for a turn, if a row comes of it. */
    void commit(RowTurn turn, String words) {
        StoredRow shown = row.get();
        if (shown != null && !turn.text().equals(words)) {
            commit(turn.with(readable(shown), words));
        }
    }

    /** Takes another text for the row, if it is one; else it becomes a draft that says why not. */
    void commit(String json) {
        StoredRow edited = row.get();
        if (edited == null) {
            return;
        }
        try {
            Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            var place = e.getLocation();
            String reason = String.valueOf(e.getOriginalMessage().lines().findFirst().orElse("")).strip();
            keep(edited, new RowDraft(json, place == null ? reason : texts.get("edit.syntax", place.getLineNr(), place.getColumnNr(), reason), place == null ? -1 : (int) place.getCharOffset()));
            return;
        }
        String line = JsonText.compact(json);
        if (line.equals(JsonText.compact(edited.text()))) {
            keep(edited, null);
            return;
        }
        tasks.when(worker.ask(new WorkRequest.PreviewRow(null, line, NO_MODEL_LENGTH, 0)), seen -> {
            if (seen.problem() != null) {
                keep(edited, new RowDraft(json, seen.problem(), -1));
            } else {
                keep(edited, null);
                edits.edit(edited, line);
            }
        }, failures::tell);
    }

    private void keep(StoredRow of, @Nullable RowDraft written) {
        if (written == null) {
            drafts.remove(of.id());
        } else {
            drafts.put(of.id(), written);
        }
        StoredRow shown = row.get();
        if (shown != null && shown.id() == of.id()) {
            draft.set(written);
        }
    }

    /** Throws the draft away; whether there was one. */
    boolean discard() {
        StoredRow shown = row.get();
        boolean there = draft.get() != null;
        if (shown != null) {
            keep(shown, null);
        }
        return there;
    }

    /** Puts the row back as it came. */
    void revert() {
        StoredRow shown = row.get();
        if (shown != null) {
            keep(shown, null);
            edits.revert(shown);
        }
    }

    /** Null: none is chosen. */
    ReadOnlyObjectProperty<@Nullable StoredRow> rowProperty() {
        return row.getReadOnlyProperty();
    }

    /** What was written and is no row; null: nothing. */
    ReadOnlyObjectProperty<@Nullable RowDraft> draftProperty() {
        return draft.getReadOnlyProperty();
    }

    /** The row as the model sees it; null while unknown. */
    ReadOnlyObjectProperty<@Nullable RowPreview> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    int maxLength() {
        return config.current().maxLength();
    }

    double promptLossWeight() {
        return config.current().promptLossWeight();
    }
}
