package dev.atelier.engine.worker;

import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.Settings;
import dev.atelier.domain.UserError;
import dev.atelier.domain.work.WorkRequest.PrepareRun;
import dev.atelier.domain.work.WorkRequest.PreparedRun;
import dev.atelier.engine.run.RunPreparation;
import java.io.IOException;
import java.util.Optional;

/** Makes a run folder. */
final class PrepareVerb {
    private PrepareVerb() {}

    static PreparedRun answer(PrepareRun request, Asker asker) throws IOException {
        var run = new RunFolder(request.run());
        if (run.exists()) {
            throw UserError.of("wanted a new folder for the run", "a run in " + run.root(), "choose another folder");
        }
        var settings = Settings.fromJson(request.settings(), "settings");
        var project = new ProjectSpec(request.name(), request.model(), request.rows(), Optional.ofNullable(request.heldout()), settings);
        var spec = RunPreparation.prepare(project, settings, run, request.skipBad(), asker);
        return new PreparedRun(run.root(), spec.rows().getOrDefault("train", 0), spec.rows().getOrDefault("val", 0));
    }
}
