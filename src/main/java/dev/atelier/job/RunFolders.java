package dev.atelier.job;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The runs of a project, as they are on the disk. */
public final class RunFolders {
    /** Enough of events.jsonl to hold its last step and its ending. */
    private static final long TAIL_BYTES = 256 << 10;

    private RunFolders() {}

    /** A run and where it stands. */
    public record Found(RunFolder run, RunState state) {}

    /** Every complete run folder in {@code runs}, by name; none if there is no such folder. */
    public static List<Found> scan(Path runs) throws IOException {
        var out = new ArrayList<Found>();
        if (Files.isDirectory(runs)) {
            List<RunFolder> folders;
            try (var files = Files.list(runs)) {
                folders = files.sorted().map(RunFolder::new).filter(RunFolder::exists).toList();
            }
            for (var run : folders) {
                out.add(new Found(run, state(run)));
            }
        }
        return out;
    }

    /** Where {@code run} stands now. */
    public static RunState state(RunFolder run) throws IOException {
        boolean held = RunLock.held(run, Duration.ZERO); // before the events: what an engine tells before it ends is then among them
        return held ? new RunState.Running(RunLock.pid(run).orElse(0)) : ended(run, last(run));
    }

    /** The last of the run's events. */
    static RunHistory last(RunFolder run) throws IOException {
        var history = new RunHistory();
        if (Files.exists(run.events())) {
            new EventTail(run.events(), Math.max(0, Files.size(run.events()) - TAIL_BYTES)).poll().forEach(history::apply);
        }
        return history;
    }

    /** Where a run without an engine stands. */
    static RunState ended(RunFolder run, RunHistory history) {
        return switch (history.ending().orElse(null)) {
            case RunEvent.Finished _ -> new RunState.Finished();
            case RunEvent.Stopped(int step) -> new RunState.Stopped(step);
            case RunEvent.Failed(String message, boolean mendable) -> new RunState.Failed(message, mendable);
            case null, default -> Files.exists(run.events()) || Files.exists(run.pid()) ? new RunState.Interrupted(history.lastStep().map(RunEvent.Step::step).orElse(0))
                    : new RunState.Prepared();
        };
    }
}
