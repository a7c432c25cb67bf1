package dev.atelier.view.export;

import dev.atelier.domain.work.WorkRequest.ExportSize;
import dev.atelier.job.Worker;
import dev.atelier.ui.Tasks;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import java.util.List;
import java.util.OptionalLong;
import javafx.beans.InvalidationListener;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** How large each export of the chosen run will be, in bytes. */
final class Sizes {
    private final Worker worker;
    private final Tasks tasks;
    private final FinishedRuns runs;
    private final RoundingChoice rounding;
    private final SplitChoice split;
    private List<String> types = List.of();
    private long most;
    private final ObservableMap<String, Long> bytes = FXCollections.observableHashMap();
    private final ObservableMap<Quant, Integer> files = FXCollections.observableHashMap();

    Sizes(Worker worker, Tasks tasks, FinishedRuns runs, RoundingChoice rounding, SplitChoice split) {
        this.worker = worker;
        this.tasks = tasks;
        this.runs = runs;
        this.rounding = rounding;
        this.split = split;
        Runnable look = tasks.settled(Duration.millis(400), this::again);
        rounding.overrides().addListener((InvalidationListener) any -> look.run());
        split.bytesProperty().subscribe((_, _) -> again());
        runs.chosenProperty().subscribe(this::ask);
    }

    private void again() {
        LiveRun run = runs.chosen();
        if (run != null && (most != split.bytes() || !types.equals(rounding.types()))) {
            ggufs(run);
        }
    }

    private void ggufs(LiveRun run) {
        types = rounding.types();
        most = split.bytes();
        files.clear();
        for (Quant quant : Quant.values()) {
            ask(run, Format.GGUF, quant);
        }
    }

    private void ask(@Nullable LiveRun run) {
        bytes.clear();
        if (run != null) {
            ggufs(run);
            ask(run, Format.HF, Quant.F16);
            ask(run, Format.PEFT, Quant.F16);
        }
    }

    private void ask(LiveRun run, Format format, Quant quant) {
        List<String> asked = types;
        long askedMost = most;
        tasks.when(worker.ask(new ExportSize(run.folder().root(), null, format.key(), quant.name(), asked, most)), size -> {
            if (run == runs.chosen() && asked.equals(types) && askedMost == most) {
                bytes.put(key(format, quant), size.bytes());
                if (format == Format.GGUF) {
                    files.put(quant, size.files());
                }
            }
        }, failure -> {}); // a size that is not known stays open; the export itself says what is wrong
    }

    private static String key(Format format, Quant quant) {
        return format == Format.GGUF ? quant.name() : format.key();
    }

    /** Empty while unknown. */
    OptionalLong of(Format format, Quant quant) {
        Long known = bytes.get(key(format, quant));
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /** GGUF files that it will be, 0 while unknown. */
    int files(Quant quant) {
        return files.getOrDefault(quant, 0);
    }

    /** Changes as answers come. */
    ObservableMap<Quant, Integer> knownFiles() {
        return files;
    }

    long largestGguf() {
        return bytes.getOrDefault(Quant.F32.name(), 0L);
    }

    /** Changes as answers come. */
    ObservableMap<String, Long> known() {
        return bytes;
    }
}
