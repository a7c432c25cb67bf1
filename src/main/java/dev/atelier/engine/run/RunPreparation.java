package dev.atelier.engine.run;

import dev.atelier.domain.AtomicFile;
import dev.atelier.domain.Progress;
import dev.atelier.domain.ProjectSpec;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.Versions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes a run folder that needs its project no more: rows as split, settings, the model's place and hashes, versions. */
public final class RunPreparation {
    private RunPreparation() {}

    /** Writes everything into {@code run}, run.json last; {@code skipBad}: lines that are no rows are left out instead of refused. */
    public static RunSpec prepare(ProjectSpec project, TrainingConfig config, RunFolder run, boolean skipBad, Progress progress) throws IOException {
        if (!Files.isRegularFile(project.model().resolve("config.json"))) {
            throw UserError.of("wanted a model folder with config.json", "none at " + project.model(), "mend \"model\" in project.json or name one with --model");
        }
        progress.at("reading rows", 0, 0);
        var rows = Rows.read(project.train(), config, skipBad);
        Files.createDirectories(run.root());
        write(run, rows);
        if (project.heldout().isPresent()) {
            AtomicFile.write(run.heldout(), ByteBuffer.wrap(Files.readAllBytes(project.heldout().get())));
        }
        var spec = new RunSpec(project.name(), project.model().toRealPath(), FileHashes.of(project.model(), progress), config,
                Map.of("train", rows.train().size(), "val", rows.val().size(), "skipped", rows.skipped()), Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), Versions.all());
        spec.write(run);
        return spec;
    }

    private static void write(RunFolder run, Rows rows) throws IOException {
        AtomicFile.write(run.train(), lines(rows.train()));
        AtomicFile.write(run.val(), lines(rows.val()));
    }

    private static String lines(List<String> rows) {
        return rows.stream().map(row -> row + "\n").collect(Collectors.joining());
    }
}
