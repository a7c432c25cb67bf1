package dev.atelier.engine.train;

import dev.atelier.domain.RunEvent;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Example;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.model.CausalModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Trains every weight on documents laid end to end and cut into sequences of one length; resumable as any run is. */
public final class Pretraining {
    private Pretraining() {}

    /**
     * @param documents token ids, each ending with its separator
     * @param result folder for the trained model
     */
    public static void run(Path base, Iterator<int[]> documents, RunFolder run, TrainingConfig config, Path result, Consumer<RunEvent> listener, BooleanSupplier cancelled) {
        try (var torch = Torch.open(config.device()); var folder = ModelSource.open(base); var model = CausalModel.load(torch, folder, torch.precision(config.precision()));
                var trainable = Trainable.full(model, folder)) {
            List<Example> rows = cut(documents, config.maxLength());
            int kept = (int) (rows.size() * config.validationShare());
            var training = rows.subList(0, rows.size() - kept);
            var checkpoints = new Checkpoints(run, config.keepCheckpoints());
            try (var trainer = new Trainer(config, model, trainable, training, rows.subList(rows.size() - kept, rows.size()), Samples.NONE, checkpoints, listener, cancelled)) {
                listener.accept(new RunEvent.Started(trainer.steps(), training.size(), kept, trainable.size(), trainable.size(), torch.device(), model.precision().name(), trainer.recomputes()));
                trainer.train();
                ModelResult.write(result, folder, trainable);
            }
        }
    }

    private static List<Example> cut(Iterator<int[]> documents, int length) {
        var weights = new float[length];
        Arrays.fill(weights, 1);
        var rows = new ArrayList<Example>();
        var row = new int[length];
        int filled = 0;
        while (documents.hasNext()) {
            for (int id : documents.next()) {
                row[filled++] = id;
                if (filled == length) {
                    rows.add(new Example(row, weights));
                    row = new int[length];
                    filled = 0;
                }
            }
        }
        return rows;
    }
}
