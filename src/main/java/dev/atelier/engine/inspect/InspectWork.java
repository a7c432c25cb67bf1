package dev.atelier.engine.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.EventTail;
import dev.atelier.domain.Json;
import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunHistory;
import dev.atelier.domain.RunLock;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.data.DataCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Runs, projects and files of rows. */
final class InspectWork {
    private InspectWork() {}

    static Inspection run(RunFolder run) throws IOException {
        RunSpec spec = RunSpec.read(run);
        var history = new RunHistory();
        new EventTail(run.events()).poll().forEach(history::apply);
        var evals = history.evals();
        boolean full = spec.settings().method() == TrainingConfig.Method.FULL;
        Path result = full ? run.model() : run.adapter();
        return new Inspection.Run(run.root(), spec.name(), state(run, history), spec.model(), full ? "full" : "lora", spec.rows().getOrDefault("train", 0),
                spec.rows().getOrDefault("val", 0), history.lastStep().map(RunEvent.Step::step).orElse(0), history.started().map(RunEvent.Started::steps).orElse(null),
                evals.isEmpty() ? null : evals.iterator().next().loss(), history.lastEval().map(RunEvent.Eval::loss).orElse(null), run.checkpointSteps(),
                Files.isDirectory(result) ? result : null, changes(spec.settings()));
    }

    private static String state(RunFolder run, RunHistory history) throws IOException {
        if (RunLock.held(run, Duration.ZERO)) {
            return "running";
        }
        return switch (history.ending().orElse(null)) {
            case RunEvent.Finished _ -> "finished";
            case RunEvent.Stopped _ -> "stopped";
            case RunEvent.Failed(String message, _) -> "failed: " + message;
            case null, default -> Files.exists(run.events()) ? "interrupted" : "prepared";
        };
    }

    static Inspection project(Path folder, Progress progress) throws IOException {
        ProjectSpec project = ProjectSpec.read(folder);
        Path heldout = project.heldout().orElse(null);
        String description = Json.parse(Files.readString(folder.resolve(ProjectSpec.FILE)), folder.toString()).path("description").asText();
        return new Inspection.Project(folder, project.name(), description, project.model(), data(project.train(), progress), heldout == null ? null : data(heldout, progress),
                changes(project.settings()));
    }

    static Inspection.Data data(Path file, Progress progress) throws IOException {
        var report = DataCheck.run(file, progress);
        return new Inspection.Data(file, report.shape(), report.rows(), report.bad(), Files.size(file), report.findings());
    }

    /** Only what differs from the defaults. */
    private static ObjectNode changes(TrainingConfig settings) {
        ObjectNode all = Settings.toJson(settings);
        ObjectNode defaults = Settings.toJson(Settings.defaults());
        defaults.properties().forEach(entry -> {
            if (entry.getValue().equals(all.get(entry.getKey()))) {
                all.remove(entry.getKey());
            }
        });
        return all;
    }
}
