package dev.atelier.engine.generate;

import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model, folder or GGUF file, and perhaps an adapter for it, however they were named. */
public record ModelReference(Path model, @Nullable Path adapter) {

    /** A model with an adapter or none, or a run folder, which stands for what it trained. */
    public static ModelReference of(Path path, @Nullable Path adapter) throws IOException {
        var run = new RunFolder(path);
        if (!run.exists()) {
            return new ModelReference(path, adapter);
        }
        if (adapter != null) {
            throw UserError.of("--adapter: wanted with a model folder only", "the run folder " + path, "leave it out: the run has its own");
        }
        var spec = RunSpec.read(run);
        Path result = spec.settings().method() == TrainingConfig.Method.FULL ? run.model() : run.adapter();
        if (!Files.isDirectory(result)) {
            throw UserError.of(path + ": wanted a finished run", "no " + result.getFileName() + " in it", "go on with `atelier train " + path + " --resume`");
        }
        return spec.settings().method() == TrainingConfig.Method.FULL ? new ModelReference(result, null) : new ModelReference(spec.model(), result);
    }

    /** A classifier's classes, its adapter's if it has one; empty for a model that writes. */
    public List<String> classes() throws IOException {
        if (!Files.isDirectory(model)) {
            return List.of(); // no GGUF file classifies
        }
        var shape = ModelConfig.read(model);
        return shape.classifies() ? withClasses(shape).labels() : List.of();
    }

    /** The model's description; a classifier's with the adapter's classes. */
    ModelConfig shape(ModelSource source) {
        return withClasses(ModelConfig.of(source.config()));
    }

    private ModelConfig withClasses(ModelConfig shape) {
        if (adapter == null || !shape.classifies()) {
            return shape;
        }
        try (var peft = PeftFolder.open(adapter)) {
            return peft.model(shape);
        }
    }

    /** The same for a conversation: auto keeps 16-bit weights at that, as each token moves them all once and a second form of them would be memory for nothing. */
    static Precision chatting(Torch torch, ModelSource source, TrainingConfig.Precision setting) {
        return setting == TrainingConfig.Precision.AUTO && !source.hasFloat32() ? Precision.BF16 : precision(torch, source, setting);
    }

    /** The precision a setting means for reading and writing: auto keeps weights stored in float32 as they are, else as for training. */
    static Precision precision(Torch torch, ModelSource source, TrainingConfig.Precision setting) {
        return setting == TrainingConfig.Precision.AUTO && source.hasFloat32() ? Precision.F32 : torch.precision(setting);
    }
}
