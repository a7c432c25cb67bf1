package dev.atelier.engine.train;

import dev.atelier.domain.Progress;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.RunSpec;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.ProcessMemory;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.data.Sequence;
import dev.atelier.engine.io.ModelSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a run's engine holds at its peak: the work of {@link TrainingJob} from loading the model to the result, on rows of random ids that are all
 * max_length long. To be asked in a process of its own: libtorch started, nothing else done.
 */
public final class MemoryTrial {
    private MemoryTrial() {}

    /**
     * Bytes.
     *
     * @param before resident when libtorch had started and the model was not yet loaded
     * @param peak the most that was ever resident
     */
    public record Result(long before, long peak) {}

    /** Trains {@code run} for its max_steps; of run.json only the settings and the model count. */
    public static Result run(RunFolder run) throws IOException {
        var spec = RunSpec.read(run);
        TrainingConfig config = spec.settings();
        try (var torch = Torch.open(config.device()); var source = ModelSource.open(spec.model())) {
            ModelConfig shape = ModelConfig.of(source.config());
            var random = new Random(config.seed());
            var rows = rows(random, shape, config.maxLength(), config.microBatch() * config.accumulation());
            var validation = rows(random, shape, config.maxLength(), config.microBatch());
            long before = ProcessMemory.resident();
            try (var model = TrainingJob.model(torch, source, shape, config, run.cache(), Progress.NONE);
                    var trainable = TrainingJob.trainable(model, source, config);
                    var trainer = new Trainer(config, model, trainable, rows, validation, Samples.NONE, new Checkpoints(run, config.keepCheckpoints()), event -> {}, () -> false)) {
                trainer.train();
                TrainingJob.writeResult(run, spec.model(), config, source, trainable);
            }
            return new Result(before, ProcessMemory.peak());
        }
    }

    private static List<Sequence> rows(Random random, ModelConfig shape, int length, int count) {
        var rows = new ArrayList<Sequence>();
        for (int i = 0; i < count; i++) {
            var weights = new float[length];
            Arrays.fill(weights, 1, length, 1);
            rows.add(new Example(random.ints(length, 3, shape.vocabSize()).toArray(), weights));
        }
        return rows;
    }
}
