package dev.atelier.job;

import dev.atelier.domain.EventTail;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.domain.UserError;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.StoredRun;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Brings what the runs of a project tell into the project: while they run, and what they told while no window was open. */
public final class RunMirror {
    private final ProjectFile project;

    public RunMirror(ProjectFile project) {
        this.project = project;
    }

    /** A run of the project: its id there, its folder, and where it stands. */
    public record Mirrored(long id, RunFolder run, RunState state) {}

    /** Takes in every run folder of the project, new ones and what is new in known ones; one whose run.json cannot be read is passed over. Waits until it is written. */
    public List<Mirrored> catchUp() throws IOException {
        var out = new ArrayList<Mirrored>();
        for (var found : RunFolders.scan(project.runsFolder())) {
            try {
                long id = add(found.run(), RunSpec.read(found.run()));
                catchUp(id, found.run());
                setState(id, found.state()).join();
                out.add(new Mirrored(id, found.run(), found.state()));
            } catch (UserError e) {
                // written by a newer version: nothing this one could do with it
            }
        }
        return out;
    }

    /** Takes in a run that was just prepared; its id in the project. */
    public long add(RunFolder run) throws IOException {
        return add(run, RunSpec.read(run));
    }

    private long add(RunFolder run, RunSpec spec) {
        String folder = project.folder().relativize(run.root()).toString().replace('\\', '/');
        return project.runs().add(folder, String.valueOf(run.root().getFileName()), time(spec.created()), Settings.toJson(spec.settings()).toString(), spec.model().toString()).join();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private void catchUp(long id, RunFolder run) throws IOException {
        var tail = new EventTail(run.events(), offset(id));
        List<RunEvent> events = tail.poll();
        if (!events.isEmpty()) {
            project.runs().apply(id, events, tail.offset()).join();
        }
    }

    private long offset(long id) {
        return project.runs().run(id).map(StoredRun::offset).orElse(0L);
    }

    /** Follows a run and keeps what it tells before {@code listener} hears of it; {@code started}: the process id of an engine that was just started. */
    public RunWatch watch(long id, RunFolder run, OptionalLong started, RunWatch.Listener listener) throws IOException {
        var keeping = new RunWatch.Listener() {
            @Override
            public void events(List<RunEvent> events, long offset) {
                keep(project.runs().apply(id, events, offset), listener);
                listener.events(events, offset);
            }

            @Override
            public void state(RunState state) {
                keep(setState(id, state), listener);
                listener.state(state);
            }

            @Override
            public void failed(Exception cause) {
                listener.failed(cause);
            }
        };
        return started.isPresent() ? RunWatch.started(run, offset(id), started.getAsLong(), keeping) : RunWatch.found(run, offset(id), keeping);
    }

    private static void keep(CompletableFuture<Boolean> written, RunWatch.Listener listener) {
        var _ = written.exceptionally(e -> {
            listener.failed(e instanceof Exception cause ? cause : new IllegalStateException(e));
            return false;
        });
    }

    private CompletableFuture<Boolean> setState(long id, RunState state) {
        return switch (state) {
            case RunState.Prepared _ -> project.runs().setState(id, StoredRun.State.PREPARED, null);
            case RunState.Running _ -> project.runs().setState(id, StoredRun.State.RUNNING, null);
            case RunState.Finished _ -> project.runs().setState(id, StoredRun.State.FINISHED, null);
            case RunState.Stopped _ -> project.runs().setState(id, StoredRun.State.STOPPED, null);
            case RunState.Failed(String message, _) -> project.runs().setState(id, StoredRun.State.FAILED, message);
            case RunState.Interrupted _ -> project.runs().setState(id, StoredRun.State.INTERRUPTED, null);
        };
    }
}
