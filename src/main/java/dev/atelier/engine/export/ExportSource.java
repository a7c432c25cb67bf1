package dev.atelier.engine.export;

import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig.Method;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is exported: a model folder or GGUF file, and an adapter for it or none. */
public record ExportSource(Path model, @Nullable Path adapter) {

    /** {@code source} is a finished run, a PEFT folder that names its base model, or a model; only the last takes an {@code adapter} beside it. */
    public static ExportSource of(Path source, @Nullable Path adapter) throws IOException {
        var run = new RunFolder(source);
        if (adapter != null && (run.exists() || PeftFolder.isOne(source))) {
            throw UserError.of("--adapter: wanted a model folder to put it on", source + ", which has an adapter", "name the base model's folder");
        }
        if (run.exists()) {
            return ofRun(run);
        }
        if (PeftFolder.isOne(source)) {
            return ofAdapter(source);
        }
        if (!ModelSource.isOne(source)) {
            var found = Files.isDirectory(source) ? "neither run.json nor config.json in it" : Files.exists(source) ? "another file" : "nothing there";
            throw UserError.of(source + ": wanted a run folder, a model folder or a .gguf file", found, "check the path");
        }
        return new ExportSource(source, adapter);
    }

    private static ExportSource ofRun(RunFolder run) throws IOException {
        RunSpec spec = RunSpec.read(run);
        boolean full = spec.settings().method() == Method.FULL;
        Path result = full ? run.model() : run.adapter();
        if (!Files.isDirectory(result)) {
            throw UserError.of(run.root() + ": wanted a finished run", "no " + result.getFileName() + " in it", "go on with it: atelier train " + run.root() + " --resume");
        }
        if (!full && !ModelSource.isOne(spec.model())) {
            throw UserError.of(run.spec() + ": wanted the base model at " + spec.model(), "no model there", "mend model.path there, or name the model folder and --adapter " + result);
        }
        return full ? new ExportSource(result, null) : new ExportSource(spec.model(), result);
    }

    private static ExportSource ofAdapter(Path folder) {
        try (var adapter = PeftFolder.open(folder)) {
            String base = adapter.config().baseModelNameOrPath();
            if (base != null) {
                for (Path model : List.of(Path.of(base), folder.resolve(base).normalize())) {
                    if (ModelSource.isOne(model)) {
                        return new ExportSource(model, folder);
                    }
                }
            }
            throw UserError.of(folder + ": wanted its base model at " + base, "no model there", "name the model and --adapter " + folder);
        }
    }
}
