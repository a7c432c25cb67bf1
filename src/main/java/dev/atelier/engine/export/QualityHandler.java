package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.RunFolder;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.model.LayerByLayer;
import dev.atelier.engine.quant.Mix;
import dev.atelier.engine.quant.Quantization;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code quality}: what each quantization makes of a model, in bytes and in answers. The weights are rounded in memory and run over rows, one block at a time, beside the same model in
 * 16 bits (F16); no file is written.
 */
public final class QualityHandler {
    /** What is measured unless something else is asked for, finest first. */
    public static final List<Mix> USUAL = List.of(Mix.Q8_0, Mix.Q6_K, Mix.Q5_K_M, Mix.Q4_K_M, Mix.IQ4_XS, Mix.Q4_0, Mix.Q3_K_M, Mix.Q2_K);
    private static final int LENGTH = 1024;
    /** Values of the output matrix in memory at a time, and logits. */
    private static final int HEAD = 1 << 21;
    private static final int LOGITS = 1 << 23;
    /** Positions that llama.cpp reads at a time. */
    private static final long BATCH = 512;

    private QualityHandler() {}

    /**
     * What is asked for.
     *
     * @param source see {@link ExportSource#of}
     * @param rows null for a run's own: held-out rows where it has some, else its validation rows
     * @param limit the most rows, 0 for all
     * @param quantizations the same mix may come twice, with and without an importance
     * @param questions rows to be answered and judged, where they have a check; null for as many as there is time for
     * @param context tokens that the runtime keeps keys and values of
     */
    public record Request(Path source, @Nullable Path adapter, @Nullable Path rows, int limit, @Nullable Integer questions, List<Quantization> quantizations, int context, TrainingConfig.Precision precision, String device) {}

    /**
     * One quantization.
     *
     * @param ram bytes in llama.cpp: the file, keys and values in F16 and the logits of a batch; {@code ramPerToken} of them for each token of context
     * @param divergence from the 16-bit model's distribution, in nats
     * @param error standard error of the divergence; null for a single row
     * @param score share of judged rows that it answers rightly, greedily; null where there are none
     * @param seconds it took to measure
     */
    public record Quality(String type, boolean imatrix, long bytes, double bitsPerWeight, long ram, long ramPerToken, double perplexity, double divergence, @Nullable Double error, double sameTop, @Nullable Double score, double seconds) {}

    /**
     * All of them.
     *
     * @param reference the model in F16, which the rest are compared with
     * @param positions tokens of answers that perplexity and the rest are taken over
     * @param asked rows that were answered and judged, {@code judgeable} those that have a check: more of them, or all where the model did not fit in memory
     * @param recommended see {@link Recommendation}; null where none is near enough
     */
    public record Outcome(Quality reference, List<Quality> types, int rows, int positions, int asked, int judgeable, int context, @Nullable String recommended, Path rowsFile) {}

    /** {@code measured} hears of each as it is done, of the model in F16 first; CancellationException soon after a cancel. */
    public static Outcome run(Request request, Progress progress, Consumer<Quality> measured) throws IOException {
        var source = ExportSource.of(request.source(), request.adapter());
        Path file = rows(request);
        try (var torch = Torch.open(request.device()); var base = ModelSource.open(source.model()); var lora = source.adapter() == null ? null : PeftFolder.open(source.adapter());
                var tokenizer = Tokenizer.open(source.model())) {
            var config = ModelConfig.of(base.config());
            if (config.classifies()) {
                throw UserError.of("wanted a model that writes", "a classifier", "judge it with atelier eval");
            }
            var rows = QualityRows.of(file, tokenizer, request.limit(), Math.min(LENGTH, config.maxPositions()));
            var precision = request.precision() == TrainingConfig.Precision.AUTO ? Precision.F32 : torch.precision(request.precision());
            var model = MergedSource.of(base, lora);
            var score = HeldOutScore.of(torch, tokenizer, precision, file, request.questions(), config);
            int models = request.quantizations().size() + 1;
            var steps = new Steps(progress, models, config.layers() + 1, score);
            var exact = Quantization.of(Mix.F16);
            long begin = System.nanoTime();
            try (var wanted = through(torch, new RoundedSource(base, model, exact), precision, rows, steps, "F16")) {
                var alone = compare(wanted, wanted, rows, steps, "F16");
                Double right = score.of(new RoundedSource(base, model, exact), progress, () -> steps.next("F16"));
                var reference = quality(base, lora, config, exact, request.context(), alone, right, begin);
                measured.accept(reference);
                var out = new ArrayList<Quality>();
                for (var quantization : request.quantizations()) {
                    long start = System.nanoTime();
                    String name = quantization.mix().name();
                    var rounded = new RoundedSource(base, model, quantization);
                    Distributions.Result apart;
                    try (var found = through(torch, rounded, precision, rows, steps, name)) {
                        apart = compare(wanted, found, rows, steps, name);
                    }
                    var one = quality(base, lora, config, quantization, request.context(), apart, score.of(rounded, progress, () -> steps.next(name)), start);
                    out.add(one);
                    measured.accept(one);
                }
                return new Outcome(reference, List.copyOf(out), rows.ids().length, rows.positions().length, score.rows(), score.judgeable(), request.context(), Recommendation.of(reference, out), file);
            }
        }
    }

    private static Path rows(Request request) {
        if (request.rows() != null) {
            return request.rows();
        }
        var run = new RunFolder(request.source());
        Path own = Files.isRegularFile(run.heldout()) ? run.heldout() : run.val();
        if (!Files.isRegularFile(own)) {
            throw UserError.of("--rows: wanted rows to read", "none, as " + request.source() + " is no run with validation rows", "name a file of rows");
        }
        return own;
    }

    private static LayerByLayer through(Torch torch, TensorSource weights, Precision precision, QualityRows rows, Steps steps, String name) {
        var model = new LayerByLayer(torch, weights, precision, rows.ids());
        try {
            for (int layer = 0; layer < model.layers(); layer++) {
                steps.next(name);
                model.block(layer);
            }
            model.keep(rows.positions());
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private static Distributions.Result compare(LayerByLayer wanted, LayerByLayer found, QualityRows rows, Steps steps, String name) {
        var distributions = new Distributions(rows.targets(), rows.rows());
        int step = Math.max(1, Math.min(HEAD / found.width(), LOGITS / rows.positions().length));
        for (int first = 0; first < found.vocabulary(); first += step) {
            steps.check();
            int count = Math.min(step, found.vocabulary() - first);
            float[] logits = wanted.logits(first, count);
            distributions.add(logits, wanted == found ? logits : found.logits(first, count), first, count);
        }
        steps.next(name);
        return distributions.result();
    }

    private static Quality quality(ModelSource base, @Nullable PeftFolder lora, ModelConfig config, Quantization quantization, int context, Distributions.Result found, @Nullable Double score, long start) {
        var export = new GgufExport(base, lora, quantization);
        long bytes = export.size();
        long perToken = config.layers() * 2L * config.keyWidth() * 2;
        long ram = bytes + perToken * context + BATCH * config.vocabSize() * 4;
        return new Quality(quantization.mix().name(), quantization.importance() != null, bytes, export.bitsPerWeight(), ram, perToken, found.perplexity(), found.divergence(), found.error(), found.sameTop(), score,
                (System.nanoTime() - start) / 1e9);
    }

    /** Counts blocks and batches of questions towards the end and passes on a cancel. */
    private static final class Steps {
        private final Progress progress;
        private final int models;
        private final int blocks;
        private final HeldOutScore score;
        private long done;

        Steps(Progress progress, int models, int blocks, HeldOutScore score) {
            this.progress = progress;
            this.models = models;
            this.blocks = blocks;
            this.score = score;
        }

        void next(String name) {
            check();
            progress.at("measuring " + name, ++done, (long) models * (blocks + score.batches()));
        }

        void check() {
            if (progress.cancelled()) {
                throw new CancellationException("cancelled");
            }
        }
    }
}
