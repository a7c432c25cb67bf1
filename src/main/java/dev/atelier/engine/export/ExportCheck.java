package dev.atelier.engine.export;

import ai.djl.ndarray.NDArray;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How far an exported file's logits are from those of the model it was made from, both computed in one precision on the same seeded token ids.
 *
 * @param maxLogitDifference the largest absolute difference over all positions and tokens
 * @param relative that over the standard deviation of the model's logits
 */
public record ExportCheck(double maxLogitDifference, double relative) {
    private static final int SEQUENCES = 2;
    private static final int LENGTH = 64;
    private static final long SEED = 1;

    /** Opens the GGUF {@code file} again and compares it with {@code model} and {@code adapter} merged in float32. */
    public static ExportCheck gguf(Torch torch, Precision precision, Path model, @Nullable Path adapter, Path file) {
        try (var base = ModelSource.open(model); var lora = adapter == null ? null : PeftFolder.open(adapter); var written = GgufModel.open(file)) {
            return compare(torch, precision, MergedSource.of(base, lora), written);
        }
    }

    /** Opens the merged {@code folder} again and compares it with {@code model} and {@code adapter} merged in float32. */
    public static ExportCheck huggingFace(Torch torch, Precision precision, Path model, @Nullable Path adapter, Path folder) {
        try (var base = ModelSource.open(model); var lora = adapter == null ? null : PeftFolder.open(adapter); var written = ModelFolder.open(folder)) {
            return compare(torch, precision, MergedSource.of(base, lora), written);
        }
    }

    /** One model in memory at a time. */
    public static ExportCheck compare(Torch torch, Precision precision, TensorSource wanted, TensorSource found) {
        int vocabulary = wanted.config().path("vocab_size").asInt();
        int length = Math.min(LENGTH, wanted.config().path("max_position_embeddings").asInt(LENGTH));
        var random = new SplittableRandom(SEED);
        var ids = new int[SEQUENCES][length];
        for (var row : ids) {
            for (int i = 0; i < length; i++) {
                row[i] = random.nextInt(vocabulary);
            }
        }
        return of(logits(torch, precision, wanted, ids), logits(torch, precision, found, ids));
    }

    private static ExportCheck of(float[] wanted, float[] found) {
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (int i = 0; i < wanted.length; i++) {
            sum += wanted[i];
            squares += (double) wanted[i] * wanted[i];
            double difference = Math.abs((double) wanted[i] - found[i]);
            largest = difference > largest || Double.isNaN(difference) ? difference : largest;
        }
        double mean = sum / wanted.length;
        return new ExportCheck(largest, largest / Math.sqrt(squares / wanted.length - mean * mean));
    }

    private static float[] logits(Torch torch, Precision precision, TensorSource source, int[][] ids) {
        try (var model = CausalModel.load(torch, source, precision); var scope = torch.manager().newSubManager(); NDArray logits = model.logits(scope, ids, Adapters.NONE)) {
            return logits.toFloatArray();
        }
    }
}
