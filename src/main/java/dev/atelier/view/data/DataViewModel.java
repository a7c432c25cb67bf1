package dev.atelier.view.data;

import dev.atelier.domain.work.WorkPart.BadLine;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowFilter;
import dev.atelier.store.RowStore;
import dev.atelier.store.RowSums;
import dev.atelier.store.StoredRow;
import dev.atelier.ui.Messages;
import dev.atelier.ui.Tasks;
import dev.atelier.view.Failures;
import dev.atelier.view.Notices;
import dev.atelier.view.chart.Units;
import dev.atelier.view.data.RowFinding.Kind;
import dev.atelier.view.project.Config;
import dev.atelier.view.project.RowFacts;
import dev.atelier.view.project.RowImport;
import dev.atelier.view.project.TokenCounting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Duration;

/** The project's rows: what is found in them, which of them are shown, and what can be done with them. */
public final class DataViewModel {
    private static final Duration TYPING = Duration.millis(200);
    private static final int BAD_SHOWN = 1000;
    /** A new row of each shape, to be filled in. */
    private static final Map<String, String> NEW_ROWS = Map.of("prompt/completion", "{\"prompt\":\"\",\"completion\":\"\"}", "alpaca", "{\"instruction\":\"\",\"input\":\"\",\"output\":\"\"}",
            "messages", "{\"messages\":[{\"role\":\"user\",\"content\":\"\"},{\"role\":\"assistant\",\"content\":\"\"}]}",
            "sharegpt", "{\"conversations\":[{\"from\":\"human\",\"value\":\"\"},{\"from\":\"gpt\",\"value\":\"\"}]}", "text/label", "{\"text\":\"\",\"label\":\"\"}", "text", "{\"text\":\"\"}");
    private final RowStore store;
    private final ProjectFile file;
    private final Tasks tasks;
    private final Config config;
    private final RowFacts facts;
    private final RowImport imports;
    private final TokenCounting counting;
    private final PagedRows rows;
    private final RowEdits edits;
    private final Notices notices;
    private final Failures failures;
    private final Units units;
    private final Messages.Texts texts;
    private final StringProperty search = new SimpleStringProperty(this, "search", "");
    private final ObjectProperty<Kind> shown = new SimpleObjectProperty<>(this, "shown", Kind.ALL);
    private final ObservableList<RowFinding> findings = FXCollections.observableArrayList();
    private final ObservableList<BadLine> badLines = FXCollections.observableArrayList();
    private final StringProperty shape = new SimpleStringProperty(this, "shape", "");
    private String applied = "";

    /** What is read in the background after each change. */
    private record Facts(int longer, List<BadLine> bad, String shape) {}

    DataViewModel(ProjectFile file, Tasks tasks, Config config, RowFacts facts, RowImport imports, TokenCounting counting, PagedRows rows, RowEdits edits, Notices notices, Failures failures,
            Units units, Messages messages) {
        this.store = file.rows();
        this.file = file;
        this.tasks = tasks;
        this.config = config;
        this.facts = facts;
        this.imports = imports;
        this.counting = counting;
        this.rows = rows;
        this.edits = edits;
        this.notices = notices;
        this.failures = failures;
        this.units = units;
        this.texts = messages.of(getClass());
        facts.changesProperty().subscribe(changes -> changed());
        config.currentProperty().subscribe((was, now) -> {
            if (was.maxLength() != now.maxLength()) {
                changed();
            }
        });
        Runnable soon = tasks.settled(TYPING, this::find);
        search.subscribe((_, _) -> soon.run());
        shown.subscribe(kind -> apply());
    }

    private void find() {
        if (!applied.equals(search.get().strip())) {
            apply();
        }
    }

    private void apply() {
        applied = search.get().strip();
        RowFilter kind = switch (shown.get()) {
            case ALL, BAD -> new RowFilter.All();
            case LONG -> new RowFilter.LongerThan(config.current().maxLength());
            case EDITED -> new RowFilter.Edited();
            case PROBLEM -> new RowFilter.WithProblem();
        };
        rows.show(applied.isEmpty() ? kind : new RowFilter.Both(kind, new RowFilter.Containing(applied)));
    }

    private void changed() {
        int length = config.current().maxLength();
        apply();
        tasks.run(() -> {
            long[] first = store.ids(new RowFilter.All());
            var one = first.length == 0 ? List.<StoredRow>of() : store.rows(first[0]);
            return new Facts(store.ids(new RowFilter.LongerThan(length)).length, store.badLines(0, BAD_SHOWN), one.isEmpty() ? "" : one.getFirst().shape());
        }, found -> {
            RowSums sums = facts.sumsProperty().get();
            var now = new ArrayList<RowFinding>();
            add(now, Kind.ALL, sums.rows());
            add(now, Kind.BAD, facts.badProperty().get());
            add(now, Kind.LONG, found.longer(), length);
            add(now, Kind.EDITED, sums.edited());
            add(now, Kind.PROBLEM, sums.problems());
            if (!findings.equals(now)) {
                findings.setAll(now);
            }
            badLines.setAll(found.bad());
            shape.set(found.shape());
            if (now.stream().noneMatch(finding -> finding.kind() == shown.get())) {
                shown.set(Kind.ALL);
            }
        });
    }

    private void add(List<RowFinding> to, Kind kind, int count, Object... more) {
        if (count > 0) {
            to.add(new RowFinding(kind, texts.count(kind.key(), count, more)));
        }
    }

    void open(Path source) {
        imports.start(source);
    }

    void paste(String text) {
        if (text.isBlank()) {
            notices.warn(texts.get("paste.nothing"));
        } else {
            imports.paste(text, texts.get("paste.name"));
        }
    }

    /** Adds an empty row of the same shape as the others; {@code added} hears its id. */
    void addRow(LongConsumer added) {
        String wanted = NEW_ROWS.containsKey(shape.get()) ? shape.get() : "prompt/completion";
        shown.set(Kind.ALL);
        search.set("");
        edits.add(wanted, NEW_ROWS.getOrDefault(wanted, "{}"), added);
    }

    void delete(long... ids) {
        if (ids.length > 0) {
            edits.delete(ids);
        }
    }

    /** Writes the rows as they are to {@code target}. */
    void export(Path target) {
        tasks.run(() -> {
            file.flush();
            return store.export(target);
        }, count -> notices.info(texts.count("export.done", count, target)), failures::tell);
    }

    /** Tokens in all, those learned, the longest row; empty while nothing is counted. */
    StringBinding totals() {
        return Bindings.createStringBinding(() -> {
            RowSums sums = facts.sumsProperty().get();
            return sums.counted() == 0 ? "" : sums.trained() == 0 ? texts.get("totals.read", units.count(sums.tokens()), units.count(sums.longest())) : texts.get("totals", units.count(sums.tokens()), units.count(sums.trained()), units.count(sums.longest()));
        }, facts.sumsProperty());
    }

    /** How far counting is; empty when it is done. */
    StringBinding countingText() {
        return Bindings.createStringBinding(() -> {
            double share = counting.progressProperty().get();
            long all = facts.rowsProperty().get();
            return share >= 1 || all == 0 ? "" : texts.get("totals.counting", units.count(Math.round(share * all)), units.count(all));
        }, counting.progressProperty(), facts.rowsProperty());
    }

    /** Nothing has been taken in yet. */
    BooleanBinding empty() {
        return facts.rowsProperty().isEqualTo(0).and(facts.badProperty().isEqualTo(0)).and(imports.runningProperty().not());
    }

    RowImport imports() {
        return imports;
    }

    PagedRows rows() {
        return rows;
    }

    /** Where a row's tokens are cut. */
    int maxLength() {
        return config.current().maxLength();
    }

    /** Whether the lines that the rows come from tell more than their numbers do. */
    BooleanBinding lines() {
        return facts.badProperty().greaterThan(0);
    }

    /** Whether there is a row to be marked. */
    BooleanBinding marks() {
        return Bindings.createBooleanBinding(() -> facts.sumsProperty().get().edited() + facts.sumsProperty().get().problems() > 0, facts.sumsProperty());
    }

    StringProperty searchProperty() {
        return search;
    }

    /** Which finding the table shows the rows of. */
    ObjectProperty<Kind> shownProperty() {
        return shown;
    }

    ObservableList<RowFinding> findings() {
        return findings;
    }

    /** The first thousand. */
    ObservableList<BadLine> badLines() {
        return badLines;
    }

    RowFacts facts() {
        return facts;
    }
}
