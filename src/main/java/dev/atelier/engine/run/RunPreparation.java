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
import dev.atelier.engine.data.ClassLabels;
import dev.atelier.engine.data.DataRow;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.LabelledText;
import dev.atelier.engine.data.Split;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a run folder that needs its project no more: rows as split, settings, the model's place and hashes, versions. */
public final class RunPreparation {
    private RunPreparation() {}

    /** Writes everything into {@code run}, run.json last; {@code skipBad}: lines that are no rows are left out instead of refused. */
    public static RunSpec prepare(ProjectSpec project, TrainingConfig config, RunFolder run, boolean skipBad, Progress progress) throws IOException {
        if (!ModelSource.isOne(project.model())) {
            throw UserError.of("wanted a model folder with config.json, or a .gguf file", "none at " + project.model(), "mend \"model\" in project.json or name one with --model");
        }
        ModelConfig model = shape(project.model());
        if (config.method() == TrainingConfig.Method.LORA && config.initAdapter().isEmpty()) {
            Targets.of(model, config); // a name that fits nothing is told before anything is made
        }
        Dataset rows = Dataset.load(project.train(), skipBad, progress);
        List<String> labels = model.classifies() ? labels(model, config, project.train(), rows.rows()) : List.of();
        Split split = Split.of(rows.rows(), config.validationShare(), config.seed());
        var hashes = FileHashes.of(project.model(), progress); // the long part first: a cancel leaves nothing
        Files.createDirectories(run.root());
        split.write(run.root());
        if (project.heldout().isPresent()) {
            AtomicFile.write(run.heldout(), ByteBuffer.wrap(Files.readAllBytes(project.heldout().get())));
        }
        var spec = new RunSpec(project.name(), project.model().toRealPath(), hashes, config,
                Map.of("train", split.train().size(), "val", split.validation().size(), "skipped", rows.bad()), labels, skipBad, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Versions.all());
        spec.write(run);
        return spec;
    }

    private static ModelConfig shape(Path model) throws IOException {
        if (Files.isDirectory(model)) {
            return ModelConfig.read(model);
        }
        try (var source = ModelSource.open(model)) {
            return ModelConfig.of(source.config());
        }
    }

    /** The classes to tell apart: the adapter's that is gone on from, else the model's own if the rows' labels are among them, else the rows'. */
    private static List<String> labels(ModelConfig model, TrainingConfig config, Path file, List<DataRow> rows) {
        if (!config.initAdapter().isEmpty()) {
            try (var peft = PeftFolder.open(Path.of(config.initAdapter()))) {
                return peft.model(model).labels();
            }
        }
        var own = new ClassLabels(model.labels());
        boolean known = rows.stream().map(row -> LabelledText.of(row.row())).flatMap(Optional::stream).allMatch(text -> own.id(text.label()).isPresent());
        return known ? own.names() : ClassLabels.of(file, rows).names();
    }
}
