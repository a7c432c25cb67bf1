package dev.atelier.view.chat;

import dev.atelier.domain.work.WorkRequest.PreviewRow;
import dev.atelier.domain.work.WorkRequest.RowPreview;
import dev.atelier.domain.work.WorkRequest.Turn;
import dev.atelier.job.Worker;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.RowFilter;
import dev.atelier.ui.Tasks;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.Project;
import dev.atelier.view.project.RowFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Prompts of the project's own rows to begin with: rows the training has not seen where there are some. */
public final class Suggestions {
    private static final int MOST = 3;
    private static final int LOOKED_AT = 12;
    private static final int READ = 200;
    private static final int LONGEST = 400;
    private final ProjectFile file;
    private final Project project;
    private final Worker worker;
    private final Tasks tasks;
    private final FinishedRuns runs;
    private final ObservableList<String> prompts = FXCollections.observableArrayList();
    private int asked;

    Suggestions(ProjectFile file, Project project, Worker worker, Tasks tasks, FinishedRuns runs, RowFacts rows) {
        this.file = file;
        this.project = project;
        this.worker = worker;
        this.tasks = tasks;
        this.runs = runs;
        rows.changesProperty().addListener((property, was, now) -> refresh());
        runs.chosenProperty().addListener((property, was, now) -> refresh());
        refresh();
    }

    private void refresh() {
        int mine = ++asked;
        LiveRun run = runs.chosen();
        tasks.when(CompletableFuture.supplyAsync(() -> rows(run)).thenCompose(this::read), found -> {
            if (mine == asked) {
                prompts.setAll(found);
            }
        }, failure -> prompts.clear()); // without suggestions one can still write
    }

    private List<String> rows(@Nullable LiveRun run) {
        var files = new ArrayList<Path>();
        if (run != null) {
            files.add(run.folder().heldout());
        }
        project.get("heldout").ifPresent(path -> files.add(file.folder().resolve(path)));
        if (run != null) {
            files.add(run.folder().val());
        }
        for (Path candidate : files) {
            List<String> lines = lines(candidate);
            if (!lines.isEmpty()) {
                return spread(lines);
            }
        }
        long[] ids = file.rows().ids(new RowFilter.All());
        long[] some = spread(java.util.Arrays.stream(ids).boxed().toList()).stream().mapToLong(Long::longValue).toArray();
        return file.rows().rows(some).stream().map(row -> row.text()).toList();
    }

    private static List<String> lines(Path path) {
        if (!Files.isRegularFile(path)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.filter(line -> !line.isBlank()).limit(READ).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }

    private static <T> List<T> spread(List<T> all) {
        int count = Math.min(LOOKED_AT, all.size());
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> all.get((int) ((long) i * all.size() / count))).toList();
    }

    private CompletableFuture<List<String>> read(List<String> rows) {
        var previews = rows.stream().map(row -> worker.ask(new PreviewRow(null, row, Integer.MAX_VALUE, 0))).toList();
        return CompletableFuture.allOf(previews.toArray(CompletableFuture[]::new)).thenApply(done -> spreadPick(previews.stream().map(one -> prompt(one.join())).flatMap(Optional::stream).distinct().toList()));
    }

    private static List<String> spreadPick(List<String> prompts) {
        return prompts.size() <= MOST ? prompts : List.of(prompts.getFirst(), prompts.get(prompts.size() / 2), prompts.getLast());
    }

    private static Optional<String> prompt(RowPreview row) {
        return row.turns().stream().filter(turn -> turn.role().equals("user")).map(Turn::content).map(String::strip).filter(text -> !text.isEmpty() && text.length() <= LONGEST).findFirst();
    }

    /** At most three; on the window's thread. */
    public ObservableList<String> prompts() {
        return prompts;
    }
}
