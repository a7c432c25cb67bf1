package dev.atelier.engine.doctor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.UserError;
import dev.atelier.domain.Versions;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** libtorch: whether it loads, on which device, and how fast it multiplies matrices. */
public final class EngineCheck {
    private static final long SIZE = 2048;
    private static final int REPEATS = 8;

    private EngineCheck() {}

    /** Starts libtorch on {@code device}; the very first start unpacks it (about 440 MB). */
    public static List<Finding> run(String device) {
        var out = new ArrayList<Finding>();
        try (var torch = Torch.open(device)) {
            var versions = Versions.all();
            out.add(Finding.good("libtorch", Torch.version() + ", binding " + versions.get("libtorch") + "-" + versions.get("djl")));
            out.add(Finding.good("device", torch.device()));
            for (Precision precision : Precision.values()) {
                out.add(Finding.good("product in " + precision.name().toLowerCase(Locale.ROOT), String.format(Locale.ROOT, "%,.0f GFLOP/s (%d x %d matrices)", speed(torch, precision), SIZE,
                        SIZE)));
            }
            out.add(Finding.good("precision", torch.precision(dev.atelier.domain.TrainingConfig.Precision.AUTO).name().toLowerCase(Locale.ROOT) + " is what auto means here"));
        } catch (UserError e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            out.add(Finding.lacking("libtorch", String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()),
                    "it does not load: if PYTORCH_LIBRARY_PATH is set, it has to name the libraries of PyTorch " + Versions.all().get("libtorch")));
        }
        return out;
    }

    /** Thousand million operations a second of the best of several square products. */
    private static double speed(Torch torch, Precision precision) {
        long best = Long.MAX_VALUE;
        try (NDManager scope = torch.manager().newSubManager()) {
            NDArray like = torch.like(scope, precision);
            NDArray a = torch.kernels().one(scope, "moved", scope.randomUniform(-1, 1, new Shape(SIZE, SIZE), DataType.FLOAT32), like);
            for (int i = 0; i < REPEATS; i++) {
                long start = System.nanoTime();
                try (NDArray product = torch.kernels().one(scope, "linear", a, a);
                        NDArray column = torch.kernels().one(scope, "last", product);
                        NDArray floats = torch.kernels().one(scope, "as_type", column, scope.create((float) Precision.F32.scalarType()))) {
                    floats.toFloatArray(); // waits for a GPU
                }
                best = Math.min(best, System.nanoTime() - start);
            }
        }
        return 2.0 * SIZE * SIZE * SIZE / best;
    }
}
