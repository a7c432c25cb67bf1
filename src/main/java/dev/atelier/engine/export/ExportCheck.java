package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelFolder;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.model.LayerByLayer;
import dev.atelier.engine.quant.Quantization;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How far an exported file is from the model it was made from: its weights, and its logits on the same seeded token ids, both models computed in one precision one block at a time. Weights
 * further from the model's than their type can bring about, another tokenizer or another template are an error.
 *
 * @param maxLogitDifference the largest absolute difference over all positions and tokens
 * @param relative that over the standard deviation of the model's logits
 * @param weightError the largest root mean square difference of a matrix over the root mean square of its values
 * @param weight that matrix by Hugging Face's name
 */
public record ExportCheck(double maxLogitDifference, double relative, double weightError, String weight) {
    private static final int SEQUENCES = 2;
    private static final int LENGTH = 64;
    private static final long SEED = 1;
    /** Values of the output matrix in memory at a time. */
    private static final int HEAD = 1 << 21;

    /** Opens the GGUF {@code file} again and compares it with {@code model} and {@code adapter} merged in float32; {@code quantization} is what it was written by. */
    public static ExportCheck gguf(Torch torch, Precision precision, Path model, @Nullable Path adapter, Quantization quantization, Path file, Progress progress) {
        try (var base = ModelSource.open(model); var lora = adapter == null ? null : PeftFolder.open(adapter); var written = GgufModel.open(file)) {
            TokenizerCheck.run(base, written);
            var merged = MergedSource.of(base, lora);
            return compare(torch, precision, merged, written, quantization.importance() == null ? null : new RoundedSource(base, merged, quantization), progress);
        }
    }

    /** Opens the merged {@code folder} again and compares it with {@code model} and {@code adapter} merged in float32. */
    public static ExportCheck huggingFace(Torch torch, Precision precision, Path model, @Nullable Path adapter, Path folder, Progress progress) {
        try (var base = ModelSource.open(model); var lora = adapter == null ? null : PeftFolder.open(adapter); var written = ModelFolder.open(folder)) {
            return compare(torch, precision, MergedSource.of(base, lora), written, progress);
        }
    }

    /** Compares {@code found} with {@code wanted}. */
    public static ExportCheck compare(Torch torch, Precision precision, TensorSource wanted, TensorSource found, Progress progress) {
        return compare(torch, precision, wanted, found, null, progress);
    }

    private static ExportCheck compare(Torch torch, Precision precision, TensorSource wanted, TensorSource found, @Nullable TensorSource rounded, Progress progress) {
        var weights = WeightCheck.run(wanted, found, rounded, progress);
        if (ModelConfig.of(wanted.config()).classifies()) {
            return new ExportCheck(Double.NaN, Double.NaN, weights.error(), weights.name());
        }
        var ids = ids(wanted);
        try (var a = new LayerByLayer(torch, wanted, precision, ids); var b = new LayerByLayer(torch, found, precision, ids)) {
            for (int layer = 0; layer < a.layers(); layer++) {
                if (progress.cancelled()) {
                    throw new CancellationException("cancelled");
                }
                progress.at("comparing answers", layer, a.layers());
                a.block(layer);
                b.block(layer);
            }
            progress.at("comparing answers", a.layers(), a.layers());
            return logits(a, b, weights);
        }
    }

    private static int[][] ids(TensorSource model) {
        int vocabulary = model.config().path("vocab_size").asInt();
        int length = Math.min(LENGTH, model.config().path("max_position_embeddings").asInt(LENGTH));
        var random = new SplittableRandom(SEED);
        var ids = new int[SEQUENCES][length];
        for (var row : ids) {
            for (int i = 0; i < length; i++) {
                row[i] = random.nextInt(vocabulary);
            }
        }
        return ids;
    }

    private static ExportCheck logits(LayerByLayer a, LayerByLayer b, WeightCheck.Worst weights) {
        double sum = 0;
        double squares = 0;
        double largest = 0;
        long count = 0;
        int step = Math.max(1, HEAD / a.width());
        for (int first = 0; first < a.vocabulary(); first += step) {
            int n = Math.min(step, a.vocabulary() - first);
            float[] wanted = a.logits(first, n);
            float[] found = b.logits(first, n);
            for (int i = 0; i < wanted.length; i++) {
                sum += wanted[i];
                squares += (double) wanted[i] * wanted[i];
                double difference = Math.abs((double) wanted[i] - found[i]);
                largest = difference > largest || Double.isNaN(difference) ? difference : largest;
            }
            count += wanted.length;
        }
        double mean = sum / count;
        return new ExportCheck(largest, largest / Math.sqrt(squares / count - mean * mean), weights.error(), weights.name());
    }
}
