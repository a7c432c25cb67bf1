package dev.atelier.view.export;

import dev.atelier.ui.Tasks;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import dev.atelier.view.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** Where an export goes: proposed from project, run and format until the user writes another path; and the room there is. */
final class Target {
    private static final long UNKNOWN = Long.MAX_VALUE;
    private final Project project;
    private final Tasks tasks;
    private final FinishedRuns runs;
    private final StringProperty text = new SimpleStringProperty(this, "text", "");
    private final ReadOnlyLongWrapper free = new ReadOnlyLongWrapper(this, "free", UNKNOWN);
    private String proposed = "";

    Target(Project project, Tasks tasks, FinishedRuns runs) {
        this.project = project;
        this.tasks = tasks;
        this.runs = runs;
        Runnable look = tasks.settled(Duration.millis(200), this::measure);
        text.subscribe(now -> look.run());
    }

    Path folder() {
        return project.folder().resolve("exports");
    }

    /** Puts what fits the format in the field, unless the user has put something else there. */
    void propose(Format format, Quant quant) {
        LiveRun run = runs.chosen();
        boolean own = !text.get().equals(proposed) && !text.get().isBlank();
        if (run != null && !own) {
            proposed = folder().resolve(name(run, format, quant)).toString();
            text.set(proposed);
        }
    }

    String name(@Nullable LiveRun run, Format format, Quant quant) {
        String name = project.nameProperty().get();
        String whole = run == null ? name : run.name().startsWith(name) ? run.name() : name + "-" + run.name();
        String stem = whole.strip().replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}\\s]+", "-").replaceAll("^[.-]+|[.-]+$", "");
        return switch (format) {
            case GGUF -> stem + "-" + quant.name() + ".gguf";
            case HF -> stem + "-merged";
            case PEFT -> stem + "-adapter";
        };
    }

    /** The files that {@code whole} is in where it is written in {@code count}, as llama.cpp names them. */
    static List<Path> files(Path whole, int count) {
        String name = whole.getFileName().toString();
        return count <= 1 ? List.of(whole) : IntStream.rangeClosed(1, count).mapToObj(i -> whole.resolveSibling(String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", Leftovers.stem(name), i, count))).toList();
    }

    /** Empty where the text is no path; a relative one counts from the project's folder. */
    Optional<Path> path() {
        try {
            return text.get().isBlank() ? Optional.empty() : Optional.of(project.folder().resolve(text.get().strip()).normalize());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    void measure() {
        path().ifPresent(wanted -> tasks.run(() -> usable(wanted), free::set, failure -> free.set(UNKNOWN)));
    }

    private static long usable(Path wanted) throws IOException {
        Path there = wanted;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there == null ? UNKNOWN : Files.getFileStore(there).getUsableSpace();
    }

    StringProperty textProperty() {
        return text;
    }

    /** Bytes on the disk it goes to; very many while unknown. */
    ReadOnlyLongProperty freeProperty() {
        return free.getReadOnlyProperty();
    }
}
