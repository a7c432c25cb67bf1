package dev.atelier.view.project;

import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowSums;
import dev.atelier.ui.Tasks;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** How many rows there are and what they add up to. Whoever changes rows calls {@link #refresh} afterwards. */
public final class RowFacts {
    private static final RowSums NONE = new RowSums(0, 0, 0, 0, 0, 0, 0);
    private final ProjectFile file;
    private final Tasks tasks;
    private final ReadOnlyLongWrapper rows = new ReadOnlyLongWrapper(this, "rows");
    private final ReadOnlyIntegerWrapper bad = new ReadOnlyIntegerWrapper(this, "bad");
    private final ReadOnlyObjectWrapper<RowSums> sums = new ReadOnlyObjectWrapper<>(this, "sums", NONE);
    private final ReadOnlyIntegerWrapper longest = new ReadOnlyIntegerWrapper(this, "longest");
    private final ReadOnlyLongWrapper changes = new ReadOnlyLongWrapper(this, "changes");

    private record Facts(RowSums sums, int bad) {}

    RowFacts(ProjectFile file, Tasks tasks) {
        this.file = file;
        this.tasks = tasks;
        refresh();
    }

    /** Counts again, in the background, after all writes so far. */
    public void refresh() {
        tasks.run(() -> {
            file.flush();
            return new Facts(file.rows().sums(), file.rows().badCount());
        }, facts -> {
            rows.set(facts.sums().rows());
            bad.set(facts.bad());
            sums.set(facts.sums());
            longest.set(facts.sums().counted() < facts.sums().rows() ? 0 : facts.sums().longest());
            changes.set(changes.get() + 1);
        });
    }

    /** Rows to train and measure on. */
    public ReadOnlyLongProperty rowsProperty() {
        return rows.getReadOnlyProperty();
    }

    /** Lines of imported files that are no rows. */
    public ReadOnlyIntegerProperty badProperty() {
        return bad.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<RowSums> sumsProperty() {
        return sums.getReadOnlyProperty();
    }

    /** Tokens of the longest row; 0 while not all are counted. */
    public ReadOnlyIntegerProperty longestProperty() {
        return longest.getReadOnlyProperty();
    }

    /** Grows with every change of the rows: whoever shows them reads them again. */
    public ReadOnlyLongProperty changesProperty() {
        return changes.getReadOnlyProperty();
    }
}
