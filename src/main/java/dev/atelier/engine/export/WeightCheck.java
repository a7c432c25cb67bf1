package dev.atelier.engine.export;

import dev.atelier.domain.Progress;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.io.gguf.GgufArchitectures;
import dev.atelier.engine.io.gguf.GgufModel;
import dev.atelier.engine.quant.GgmlType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Compares every tensor of an exported model with the model's, some rows at a time on all cores. */
final class WeightCheck {
    private static final int PIECE = 1 << 18;

    private WeightCheck() {}

    /** The tensor with the largest error: the root mean square difference over the root mean square of its values. */
    record Worst(String name, double error) {}

    /**
     * {@link UserError} for a tensor that is not there, has another shape or other values than its type rounds to.
     *
     * @param rounded null where all columns counted alike; else what rounding with their importance makes of {@code wanted}: it may move columns of no importance as far as it likes, and a
     *        matrix beyond its type's usual limit must then be just that, value for value
     */
    static Worst run(TensorSource wanted, TensorSource found, @Nullable TensorSource rounded, Progress progress) {
        var worst = new Worst("", 0);
        long total = wanted.names().stream().mapToLong(name -> TensorSource.elements(wanted.shape(name))).sum();
        long done = 0;
        var naming = naming(wanted, found);
        for (var name : wanted.names()) {
            var there = naming.get(name);
            if (there != null) { // the rest are what the format has no place for, such as masks
                double error = error(wanted, name, found, there, progress);
                if (!(error <= limit(found, there)) && (rounded == null || error(rounded, name, found, there, progress) != 0)) {
                    throw UserError.of("the exported file: wanted the model's " + name, String.format(Locale.ROOT, "values that are %.0f %% off", 100 * error), "export again; if it stays, report it");
                }
                worst = error > worst.error ? new Worst(name, error) : worst;
            }
            done += TensorSource.elements(wanted.shape(name));
            progress.at("comparing weights", done, total);
        }
        return worst;
    }

    /** Names in {@code found} by names in {@code wanted}, which may have another prefix. */
    private static Map<String, String> naming(TensorSource wanted, TensorSource found) {
        var naming = new HashMap<String, String>();
        if (found instanceof GgufModel file) {
            var architecture = GgufArchitectures.ofConfig(wanted.config());
            var settings = architecture.settings(wanted.config());
            var stored = new HashMap<String, String>();
            file.names().forEach(name -> stored.put(file.stored(name).name(), name));
            wanted.names().forEach(name -> architecture.ggufName(name, settings).ifPresent(gguf -> naming.put(name, stored.get(gguf))));
        } else {
            wanted.names().forEach(name -> naming.put(name, name));
        }
        return naming;
    }

    private static double error(TensorSource wanted, String name, TensorSource found, String there, Progress progress) {
        var shape = wanted.shape(name);
        if (!Arrays.equals(shape, found.shape(there))) {
            throw UserError.of("the exported file: wanted " + name + " " + Arrays.toString(shape), Arrays.toString(found.shape(there)), "export again; if it stays, report it");
        }
        long elements = TensorSource.elements(shape);
        int columns = Math.toIntExact(shape[shape.length - 1]);
        int step = Math.max(1, PIECE / columns) * columns;
        double[] sums = IntStream.range(0, Math.toIntExact(Math.ceilDiv(elements, step))).parallel().mapToObj(piece -> {
            if (progress.cancelled()) {
                throw new CancellationException("cancelled");
            }
            long first = (long) piece * step;
            return squares(wanted, name, found, there, first, (int) Math.min(step, elements - first));
        }).reduce(new double[2], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
        return sums[0] == 0 ? 0 : Math.sqrt(sums[0] / sums[1]);
    }

    /** Of differences, and of values. */
    private static double[] squares(TensorSource wanted, String name, TensorSource found, String there, long first, int n) {
        var a = new float[n];
        var b = new float[n];
        wanted.read(name, first, a, 0, n);
        found.read(there, first, b, 0, n);
        double differences = 0;
        double values = 0;
        for (int i = 0; i < n; i++) {
            double difference = (double) a[i] - b[i];
            differences += difference * difference;
            values += (double) a[i] * a[i];
        }
        return new double[] {differences, values};
    }

    /** What rounding to the type can do to weights of any kind; another matrix would be off by 1.4 and more. */
    private static double limit(TensorSource found, String name) {
        return found instanceof GgufModel file ? limit(file.stored(name).type()) : 0.01;
    }

    static double limit(GgmlType type) {
        return switch (type) {
            case F32, F64 -> 1e-6;
            case F16, BF16, Q8_0 -> 0.01;
            case Q6_K -> 0.08;
            case Q5_0, Q5_1, Q5_K -> 0.15;
            case Q4_0, Q4_1, Q4_K, IQ4_NL, IQ4_XS -> 0.3;
            case Q3_K -> 0.5;
            default -> 0.9;
        };
    }
}
