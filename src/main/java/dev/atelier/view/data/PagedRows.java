package dev.atelier.view.data;

import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowFilter;
import dev.atelier.store.RowStore;
import dev.atelier.ui.Tasks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import org.jspecify.annotations.Nullable;

/** The rows that a filter lets through: every id, and the lines last looked at, read a page at a time. On the window's thread. */
public final class PagedRows {
    private static final int PAGE = 64;
    private static final int KEPT = 4096;
    private static final int WANTED = 4;
    private final RowStore store;
    private final Tasks tasks;
    private final RowIds ids = new RowIds();
    private final Map<Long, Kept> lines = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Kept> eldest) {
            return size() > KEPT;
        }
    };
    private final Deque<Integer> wanted = new ArrayDeque<>();
    private final ReadOnlyLongWrapper version = new ReadOnlyLongWrapper(this, "version");
    private RowFilter filter = new RowFilter.All();
    private int generation;
    private boolean reading;

    /** A line as it was in a generation of the rows; null if there was none. */
    private record Kept(@Nullable RowLine line, int generation) {}

    PagedRows(ProjectFile file, Tasks tasks) {
        this.store = file.rows();
        this.tasks = tasks;
    }

    void show(RowFilter wantedFilter) {
        filter = wantedFilter;
        reload();
    }

    /** The rows have changed: reads them again; until then the old lines stand. */
    void reload() {
        generation++;
        int mine = generation;
        RowFilter now = filter;
        tasks.run(() -> store.ids(now), found -> {
            if (mine == generation) {
                ids.set(found);
                version.set(version.get() + 1);
            }
        });
    }

    RowIds ids() {
        return ids;
    }

    /** The row at {@code index} of {@link #ids}; null while it is being read. */
    @Nullable RowLine line(int index) {
        Kept kept = lines.get(ids.at(index));
        if (kept == null || kept.generation() != generation) {
            want(index / PAGE);
        }
        return kept == null ? null : kept.line();
    }

    private void want(int page) {
        wanted.remove(page);
        wanted.addLast(page);
        while (wanted.size() > WANTED) {
            wanted.removeFirst(); // scrolled past
        }
        read();
    }

    private void read() {
        if (reading || wanted.isEmpty()) {
            return;
        }
        reading = true;
        long[] part = ids.part(wanted.removeLast() * PAGE, PAGE);
        int of = generation;
        tasks.run(() -> store.rows(part).stream().map(RowLine::of).toList(), read -> {
            reading = false;
            keep(part, read, of);
            version.set(version.get() + 1);
            read();
        });
    }

    private void keep(long[] part, List<RowLine> read, int of) {
        for (long id : part) {
            lines.put(id, new Kept(null, of));
        }
        for (RowLine line : read) {
            lines.put(line.id(), new Kept(line, of));
        }
    }

    /** Grows when other lines are to be shown. */
    ReadOnlyLongProperty versionProperty() {
        return version.getReadOnlyProperty();
    }
}
