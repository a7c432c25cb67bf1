package dev.atelier.view.project;

import dev.atelier.domain.Json;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.work.WorkRequest;
import dev.atelier.job.EngineProcess;
import dev.atelier.job.RunMirror;
import dev.atelier.job.RunMirror.Mirrored;
import dev.atelier.job.RunState;
import dev.atelier.job.RunWatch;
import dev.atelier.job.Worker;
import dev.atelier.store.ProjectFile;
import dev.atelier.store.StoredRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Runs between their folders, the project and the engine. Everything here may take its time: for background threads. */
final class RunMaking {
    private final ProjectFile file;
    private final RunMirror mirror;
    private final Project project;
    private final Worker worker;

    RunMaking(ProjectFile file, Project project, Worker worker) {
        this.file = file;
        this.mirror = new RunMirror(file);
        this.project = project;
        this.worker = worker;
    }

    /** The project's runs, newest first, with everything their folders tell. */
    List<LiveRun> stored() throws IOException {
        var out = new ArrayList<LiveRun>();
        for (Mirrored run : mirror.catchUp()) {
            out.add(live(run.id(), run.run(), run.state()));
        }
        out.sort(Comparator.comparing(LiveRun::created).thenComparing(LiveRun::id).reversed());
        return out;
    }

    private LiveRun live(long id, RunFolder folder, RunState state) {
        StoredRun run = file.runs().run(id).orElseThrow();
        TrainingConfig config = Settings.fromJson(Json.parse(run.settings(), run.folder()), run.folder());
        return new LiveRun(id, run.name(), folder, Path.of(run.model()), config, run.created(), file.runs().history(id), state);
    }

    /** Makes the folder of a new run from the rows as they are now. */
    LiveRun make(TrainingConfig config, ModelFacts model) throws IOException {
        file.flush();
        Files.createDirectories(file.runsFolder());
        RunFolder run = RunFolder.fresh(file.runsFolder(), project.nameProperty().get());
        Path rows = file.runsFolder().resolve("." + run.root().getFileName() + ".rows.jsonl");
        Path heldout = project.get("heldout").map(file.folder()::resolve).filter(Files::isRegularFile).orElse(null);
        try {
            file.rows().export(rows);
            worker.ask(new WorkRequest.PrepareRun(project.nameProperty().get(), model.path(), rows, heldout, Settings.toJson(config), true, run.root())).join();
            worker.ask(new WorkRequest.Release()).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            Files.deleteIfExists(rows);
        }
        return live(mirror.add(run), run, new RunState.Prepared());
    }

    /** Starts the run's engine, which outlives this process, and follows it. */
    RunWatch launch(LiveRun run, Consumer<List<RunEvent>> heard, Consumer<RunState> state, Consumer<Exception> failed) throws IOException {
        file.flush(); // what the last engine told is then in, and is not told again
        long engine = EngineProcess.detached(run.folder(), EngineProcess.MAIN_CLASS).pid();
        return mirror.watch(run.id(), run.folder(), OptionalLong.of(engine), listener(heard, state, failed));
    }

    /** Follows an engine that is already at work. */
    RunWatch follow(LiveRun run, Consumer<List<RunEvent>> heard, Consumer<RunState> state, Consumer<Exception> failed) throws IOException {
        return mirror.watch(run.id(), run.folder(), OptionalLong.empty(), listener(heard, state, failed));
    }

    private static RunWatch.Listener listener(Consumer<List<RunEvent>> heard, Consumer<RunState> told, Consumer<Exception> broken) {
        return new RunWatch.Listener() {
            @Override
            public void events(List<RunEvent> events, long offset) {
                heard.accept(events);
            }

            @Override
            public void state(RunState state) {
                told.accept(state);
            }

            @Override
            public void failed(Exception cause) {
                broken.accept(cause);
            }
        };
    }
}
