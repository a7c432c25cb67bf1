package dev.atelier.view.project;

import dev.atelier.domain.work.WorkMessage;
import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.RowsRead;
import dev.atelier.job.Call;
import dev.atelier.job.Worker;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowImport.Imported;
import dev.atelier.store.SettingsStore;
import dev.atelier.ui.Dialogs;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.ui.Undo;
import dev.atelier.view.Failures;
import dev.atelier.view.Notices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import org.jspecify.annotations.Nullable;

/** Takes a file's rows into the project: all of them or, if cancelled, none. */
public final class RowImport {
    private static final String PENDING = "import";
    private final Project project;
    private final ProjectFile file;
    private final Worker worker;
    private final Tasks tasks;
    private final Dialogs dialogs;
    private final Notices notices;
    private final Failures failures;
    private final RowFacts facts;
    private final Undo undo;
    private final Messages.Texts texts;
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(this, "running");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress");
    private @Nullable Call<RowsRead> call;

    RowImport(Project project, ProjectFile file, Worker worker, Tasks tasks, Dialogs dialogs, Notices notices, Failures failures, RowFacts facts, Undo undo, Messages messages) {
        this.project = project;
        this.file = file;
        this.worker = worker;
        this.tasks = tasks;
        this.dialogs = dialogs;
        this.notices = notices;
        this.failures = failures;
        this.facts = facts;
        this.undo = undo;
        this.texts = messages.of(getClass());
        project.get(PENDING).filter(path -> !path.isEmpty()).ifPresent(path -> tasks.whenShown(() -> read(Path.of(path), true)));
    }

    /** Reads {@code source}; if there are rows already, asks whether they are to be replaced. */
    public void start(Path source) {
        asked(String.valueOf(source.getFileName()), replace -> read(source, replace));
    }

    /** Takes rows from a text of JSON lines, as {@link #start} does from a file; {@code name} says where they come from. */
    public void paste(String text, String name) {
        asked(name, replace -> {
            running.set(true);
            progress.set(-1);
            Path temporary = file.folder().resolve(".pasted.jsonl");
            tasks.run(() -> Files.writeString(temporary, text), written -> read(temporary, name, null, replace), failure -> {
                ended();
                failures.tell(failure);
            });
        });
    }

    private void asked(String name, Consumer<Boolean> replacing) {
        if (running.get()) {
            notices.warn(texts.get("import.busy"));
            return;
        }
        if (facts.rowsProperty().get() == 0) {
            replacing.accept(true);
            return;
        }
        dialogs.choose(texts.get("import.title"), texts.count("import.question", facts.rowsProperty().get(), name),
                List.of(texts.count("import.replace", facts.rowsProperty().get()), texts.get("import.add"))).ifPresent(choice -> replacing.accept(choice == 0));
    }

    private void read(Path source, boolean replace) {
        read(source, String.valueOf(source.getFileName()), source, replace);
    }

    /** {@code kept}: where the rows are said to come from; null for a file that goes once it is read. */
    private void read(Path source, String name, @Nullable Path kept, boolean replace) {
        running.set(true);
        progress.set(-1);
        var rows = file.rows().importing(name, kept, replace);
        var asked = worker.ask(new WorkRequest.ReadRows(source), new Worker.Listener() {
            @Override
            public void progress(WorkMessage.Step step) {
                tasks.later(() -> progress.set(step.total() > 0 ? (double) step.done() / step.total() : -1));
            }

            @Override
            public void part(WorkPart part) {
                if (part instanceof WorkPart.RowBatch batch) {
                    rows.append(batch);
                }
            }
        });
        call = asked;
        CompletableFuture<Imported> stored = asked.answer().thenCompose(read -> rows.commit());
        stored.whenComplete((imported, failure) -> {
            rows.close();
            if (kept == null) {
                source.toFile().delete();
            }
        });
        tasks.when(stored, imported -> {
            if (replace) {
                undo.clear(); // its steps speak of rows that are gone
            }
            name(source);
            ended();
            if (imported.bad() > 0) {
                notices.warn(texts.get("import.bad", imported.rows(), imported.bad()));
            }
        }, failure -> {
            ended();
            failures.tell(failure);
        });
    }

    /** A project that nobody has named is called after the first rows that come into it. */
    private void name(Path source) {
        if (project.get(SettingsStore.NAME).isEmpty() && facts.rowsProperty().get() == 0) {
            project.nameProperty().set(String.valueOf(source.getFileName()).replaceFirst("\\.[^.]+$", ""));
        }
    }

    private void ended() {
        running.set(false);
        call = null;
        project.put(PENDING, "");
        facts.refresh();
    }

    /** Leaves the rows as they were. */
    public void cancel() {
        if (call != null) {
            call.cancel();
            ended();
        }
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** 0 to 1; negative while unknown. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }
}
