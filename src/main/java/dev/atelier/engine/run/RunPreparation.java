package dev.atelier.engine.run;

import dev.atelier.domain.AtomicFile;
import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.Versions;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Targets;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.Split;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Makes a run folder that needs its project no more: rows as split, settings, the model's place and hashes, versions. */
public final class RunPreparation {
    private RunPreparation() {}

    /** Writes everything into {@code run}, run.json last; {@code skipBad}: lines that are no rows are left out instead of refused. */
    public static RunSpec prepare(ProjectSpec project, TrainingConfig config, RunFolder run, boolean skipBad, Progress progress) throws IOException {
        if (!Files.isRegularFile(project.model().resolve("config.json"))) {
            throw UserError.of("wanted a model folder with config.json", "none at " + project.model(), "mend \"model\" in project.json or name one with --model");
        }
        if (config.method() == TrainingConfig.Method.LORA && config.initAdapter().isEmpty()) {
            Targets.of(ModelConfig.read(project.model()), config); // a name that fits nothing is told before anything is made
        }
        Dataset rows = Dataset.load(project.train(), skipBad, progress);
        Split split = Split.of(rows.rows(), config.validationShare(), config.seed());
        var hashes = FileHashes.of(project.model(), progress); // the long part first: a cancel leaves nothing
        Files.createDirectories(run.root());
        split.write(run.root());
        if (project.heldout().isPresent()) {
            AtomicFile.write(run.heldout(), ByteBuffer.wrap(Files.readAllBytes(project.heldout().get())));
        }
        var spec = new RunSpec(project.name(), project.model().toRealPath(), hashes, config,
                Map.of("train", split.train().size(), "val", split.validation().size(), "skipped", rows.bad()), skipBad, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Versions.all());
        spec.write(run);
        return spec;
    }
}
