package dev.atelier.engine.generate;

import dev.atelier.domain.Sampling;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.engine.ProcessMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** How long it takes until a model is there and until it has said something, and what memory that takes beyond its weights. */
public final class LoadBench {
    private LoadBench() {}

    /**
     * @param seconds until the model was open, the start of libtorch included
     * @param secondsToFirst until the first token after it: weights that lie in a mapped file are read only then
     * @param overheadBytes the process's peak memory less the weights as they are computed with
     */
    public record Result(double seconds, double secondsToFirst, long peakMemoryBytes, long weightBytes, long overheadBytes, String precision, String device) {}

    /** To be asked of a fresh process: the peak is the whole process's. */
    public static Result run(ModelReference reference, TrainingConfig.Precision precision, String device) throws IOException {
        long begin = System.nanoTime();
        try (var models = new ModelCache(Duration.ofDays(1)); var loan = models.lend(reference, precision, device)) {
            long open = System.nanoTime();
            var model = loan.model();
            models.thread().call(() -> new Generator(model, loan.adapters(), Set.of(), () -> false).generate(List.of(new int[] {0}), Sampling.greedy(1), (sequence, id) -> {}));
            long first = System.nanoTime();
            long peak = ProcessMemory.peak();
            return new Result((open - begin) / 1e9, (first - open) / 1e9, peak, model.weightBytes(), peak - model.weightBytes(), model.precision().label(), model.torch().device());
        }
    }
}
