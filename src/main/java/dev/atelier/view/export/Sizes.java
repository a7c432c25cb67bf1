package dev.atelier.view.export;

import dev.atelier.domain.work.WorkRequest.ExportSize;
import dev.atelier.job.Worker;
import dev.atelier.ui.Tasks;
import dev.atelier.view.project.FinishedRuns;
import dev.atelier.view.project.LiveRun;
import java.util.OptionalLong;
import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import org.jspecify.annotations.Nullable;

/** How large each export of the chosen run will be, in bytes. */
final class Sizes {
    private final Worker worker;
    private final Tasks tasks;
    private final FinishedRuns runs;
    private final ObservableMap<String, Long> bytes = FXCollections.observableHashMap();

    Sizes(Worker worker, Tasks tasks, FinishedRuns runs) {
        this.worker = worker;
        this.tasks = tasks;
        this.runs = runs;
        runs.chosenProperty().subscribe(this::ask);
    }

    private void ask(@Nullable LiveRun run) {
        bytes.clear();
        if (run != null) {
            for (Quant quant : Quant.values()) {
                ask(run, Format.GGUF, quant);
            }
            ask(run, Format.HF, Quant.F16);
            ask(run, Format.PEFT, Quant.F16);
        }
    }

    private void ask(LiveRun run, Format format, Quant quant) {
        tasks.when(worker.ask(new ExportSize(run.folder().root(), null, format.key(), quant.name())), size -> {
            if (run == runs.chosen()) {
                bytes.put(key(format, quant), size.bytes());
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

    long largestGguf() {
        return bytes.getOrDefault(Quant.F32.name(), 0L);
    }

    /** Changes as answers come. */
    ObservableMap<String, Long> known() {
        return bytes;
    }
}
