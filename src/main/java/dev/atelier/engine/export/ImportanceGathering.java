package dev.atelier.engine.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.atelier.domain.Progress;
import dev.atelier.domain.TrainingConfig;
import dev.atelier.domain.UserError;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.data.Dataset;
import dev.atelier.engine.data.ExampleBuilder;
import dev.atelier.engine.io.MergedSource;
import dev.atelier.engine.io.ModelSource;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.io.gguf.GgufArchitecture;
import dev.atelier.engine.io.gguf.GgufArchitectures;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.model.InputWatch;
import dev.atelier.engine.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** An importance matrix from rows of a dataset, as they are trained on, or from a plain text. */
public final class ImportanceGathering implements InputWatch {
    private static final int LENGTH = 512;
    private static final int BATCH = 4;

    private final Map<String, double[]> squares = new HashMap<>();
    private long tokens;

    private ImportanceGathering() {}

    /**
     * Runs the model, with its adapter merged in, over {@code rows}: a dataset, or a text where the name ends in .txt.
     *
     * @param source see {@link ExportSource#of}
     * @param limit the most pieces of 512 tokens that are read, 0 for all
     */
    public static ImportanceFile run(ExportSource source, Path rows, int limit, TrainingConfig.Precision precision, String device, Progress progress) throws IOException {
        try (var torch = Torch.open(device); var base = ModelSource.open(source.model()); var lora = source.adapter() == null ? null : PeftFolder.open(source.adapter());
                var tokenizer = Tokenizer.open(source.model());
                var model = CausalModel.load(torch, MergedSource.of(base, lora), precision == TrainingConfig.Precision.AUTO ? Precision.F32 : torch.precision(precision))) {
            var pieces = pieces(rows, tokenizer, Math.min(LENGTH, base.config().path("max_position_embeddings").asInt(LENGTH)));
            int count = limit == 0 ? pieces.size() : Math.min(limit, pieces.size());
            var gathering = new ImportanceGathering();
            for (int i = 0; i < count; i += BATCH) {
                if (progress.cancelled()) {
                    throw new CancellationException("cancelled");
                }
                progress.at("reading " + rows.getFileName(), i, count);
                var batch = pieces.subList(i, Math.min(count, i + BATCH)).toArray(int[][]::new);
                gathering.tokens += Arrays.stream(batch).mapToLong(ids -> ids.length).sum();
                model.watch(batch, gathering);
            }
            progress.at("reading " + rows.getFileName(), count, count);
            return gathering.file(GgufArchitectures.ofConfig(base.config()), base, rows, count);
        }
    }

    private static List<int[]> pieces(Path rows, Tokenizer tokenizer, int length) throws IOException {
        var pieces = new ArrayList<int[]>();
        if (rows.toString().endsWith(".txt")) {
            int[] ids = tokenizer.encode(Files.readString(rows));
            for (int at = 0; at < ids.length; at += length) {
                pieces.add(Arrays.copyOfRange(ids, at, Math.min(ids.length, at + length)));
            }
        } else {
            var builder = new ExampleBuilder(tokenizer, 0, length);
            Dataset.load(rows, false, Progress.NONE).rows().forEach(row -> pieces.add(builder.build(row.row()).example().ids()));
        }
        pieces.removeIf(ids -> ids.length == 0);
        if (pieces.isEmpty()) {
            throw UserError.of(rows + ": wanted rows or text to read", "none", "name another file");
        }
        return pieces;
    }

    @Override
    public void see(String module, NDArray input) {
        try (NDArray values = input.toType(DataType.FLOAT32, true); NDArray square = values.mul(values); NDArray sums = square.sum(new int[] {0, 1})) {
            float[] found = sums.toFloatArray();
            double[] total = squares.computeIfAbsent(module, key -> new double[found.length]);
            for (int i = 0; i < found.length; i++) {
                total[i] += found[i];
            }
        }
    }

    private ImportanceFile file(GgufArchitecture architecture, ModelSource base, Path rows, int chunks) {
        var sums = new HashMap<String, ImportanceFile.Sums>();
        squares.forEach((module, values) -> architecture.ggufName(module + ".weight", architecture.settings(base.config())).ifPresent(name -> {
            var floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            sums.put(name, new ImportanceFile.Sums(floats, tokens));
        }));
        return new ImportanceFile(sums, rows.getFileName().toString(), chunks, LENGTH);
    }
}
