package dev.atelier.view.project;

import dev.atelier.domain.work.WorkRequest;
import dev.atelier.domain.work.WorkRequest.TokenCounts.Count;
import dev.atelier.job.Worker;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowCount;
import dev.atelier.store.RowFilter;
import dev.atelier.store.StoredRow;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import org.jspecify.annotations.Nullable;

/** Counts the tokens of rows not yet counted, in the background, with the chosen model's tokenizer; anew when the model changes. */
public final class TokenCounting {
    private static final String COUNTED_WITH = "counted";
    private static final int BATCH = 256;
    private static final long TELL_EVERY_NS = 700_000_000;
    private final Project project;
    private final ProjectFile file;
    private final Worker worker;
    private final Tasks tasks;
    private final ModelChoice model;
    private final RowFacts rows;
    private final Failures failures;
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", 1);
    private @Nullable Future<?> running;
    private @Nullable Path refused;
    private long told;

    TokenCounting(Project project, ProjectFile file, Worker worker, Tasks tasks, ModelChoice model, RowFacts rows, Failures failures) {
        this.project = project;
        this.file = file;
        this.worker = worker;
        this.tasks = tasks;
        this.model = model;
        this.rows = rows;
        this.failures = failures;
        model.factsProperty().subscribe(facts -> modelChanged());
        rows.changesProperty().subscribe(changes -> count());
    }

    private void modelChanged() {
        if (running != null) {
            running.cancel(true);
            running = null;
        }
        refused = null;
        ModelFacts facts = model.factsProperty().get();
        if (facts != null && !project.get(COUNTED_WITH).equals(Optional.of(facts.path().toString()))) {
            var _ = file.rows().clearCounts();
            project.put(COUNTED_WITH, facts.path().toString());
            rows.refresh();
        }
        count();
    }

    private void count() {
        ModelFacts facts = model.factsProperty().get();
        var sums = rows.sumsProperty().get();
        if (running != null || facts == null || facts.path().equals(refused) || sums.counted() == sums.rows()) {
            return;
        }
        progress.set((double) sums.counted() / sums.rows());
        running = tasks.run(() -> countAll(facts.path()), done -> {
            running = null;
            progress.set(1);
            rows.refresh();
        }, failure -> {
            running = null;
            progress.set(1);
            refused = facts.path();
            failures.tell(failure);
        });
    }

    private boolean countAll(Path with) throws Exception {
        file.flush();
        long[] ids = file.rows().ids(new RowFilter.Uncounted());
        int before = file.rows().count() - ids.length;
        for (int from = 0; from < ids.length; from += BATCH) {
            List<StoredRow> batch = file.rows().rows(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + BATCH)));
            store(batch, counts(with, batch));
            int done = before + Math.min(ids.length, from + BATCH);
            int total = before + ids.length;
            tasks.later(() -> tell((double) done / total));
        }
        return true;
    }

    private List<Count> counts(Path with, List<StoredRow> batch) throws Exception {
        try {
            return worker.ask(new WorkRequest.CountTokens(with, batch.stream().map(StoredRow::text).toList())).get().counts();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void store(List<StoredRow> batch, List<Count> counts) throws InterruptedException, ExecutionException {
        var found = new ArrayList<RowCount>();
        for (int i = 0; i < batch.size(); i++) {
            Count count = counts.get(i);
            found.add(new RowCount(batch.get(i).id(), batch.get(i).revision(), count.tokens(), count.trained(), count.problem()));
        }
        file.rows().setCounts(found).get();
    }

    private void tell(double share) {
        progress.set(share);
        long now = System.nanoTime();
        if (running != null && now - told > TELL_EVERY_NS) {
            told = now;
            rows.refresh();
        }
    }

    /** 0 to 1; 1 when there is nothing to count. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }
}
