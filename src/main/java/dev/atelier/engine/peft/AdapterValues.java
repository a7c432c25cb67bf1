package dev.atelier.engine.peft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.UserError;
import dev.atelier.engine.io.PeftFolder;
import dev.atelier.engine.model.Adapted;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Values of an adaptation's arrays by name: how they begin, how they are read, and how a model is seen through them. Matrices are [out, in]. */
public final class AdapterValues {
    private AdapterValues() {}

    /**
     * Where training begins: A uniform in +-1/sqrt(in), as PEFT draws it, from the seed; B zero, so that the model is as it was; lengths and whole tensors
     * the model's own.
     */
    public static Map<String, float[]> init(Adaptation adaptation, CausalModel model, long seed) {
        var random = new SplittableRandom(seed);
        var out = new LinkedHashMap<String, float[]>();
        for (var t : adaptation.targets()) {
            var a = new float[Math.multiplyExact(t.rank(), t.linear().in())];
            double bound = 1 / Math.sqrt(t.linear().in());
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) random.nextDouble(-bound, bound);
            }
            out.put(Adaptation.a(t), a);
            out.put(Adaptation.b(t), new float[Math.multiplyExact(t.rank(), t.linear().out())]);
            if (adaptation.dora()) {
                out.put(Adaptation.magnitude(t), computed(model, "row_lengths", t.linear().path() + ".weight"));
            }
        }
        adaptation.instead().forEach(spec -> out.put(spec.name(), computed(model, "copied", spec.name())));
        return out;
    }

    private static float[] computed(CausalModel model, String kernel, String tensor) {
        try (var scope = model.torch().manager().newSubManager()) {
            return model.torch().kernels().one(scope, kernel, model.weights().get(tensor, scope)).toFloatArray();
        }
    }

    /** Those in a PEFT folder. */
    public static Map<String, float[]> read(Adaptation adaptation, PeftFolder peft) {
        var out = new LinkedHashMap<String, float[]>();
        for (var t : adaptation.targets()) {
            var m = peft.module(t.linear().path());
            out.put(Adaptation.a(t), peft.tensors().floats(m.a()));
            out.put(Adaptation.b(t), peft.tensors().floats(m.b()));
            if (adaptation.dora()) {
                if (m.magnitude() == null) {
                    throw UserError.of(peft.folder() + ": " + m.module() + ": wanted lora_magnitude_vector, since use_dora is true", "none", "fetch the adapter again");
                }
                out.put(Adaptation.magnitude(t), peft.tensors().floats(m.magnitude()));
            }
        }
        for (var spec : adaptation.instead()) {
            float[] stored = peft.tensors().floats(Objects.requireNonNull(peft.saved().get(spec.name())));
            out.put(spec.name(), spec.transposed() ? transposed(stored, (int) spec.shape()[0], (int) spec.shape()[1]) : stored);
        }
        return out;
    }

    /** [rows, columns] to [columns, rows]. */
    public static float[] transposed(float[] values, int rows, int columns) {
        var out = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[j * rows + i] = values[i * columns + j];
            }
        }
        return out;
    }

    /** The model seen through arrays by name; a name without one is left out. Scales are owned by {@code owner}. */
    public static Adapters through(Adaptation adaptation, NDManager owner, Function<String, NDArray> arrays) {
        var beside = new LinkedHashMap<String, Adapted>();
        for (var t : adaptation.targets()) {
            NDArray a = arrays.apply(Adaptation.a(t));
            NDArray b = arrays.apply(Adaptation.b(t));
            beside.put(t.linear().path(), new Adapted(a, b, owner.create((float) t.scale()), adaptation.dora() ? arrays.apply(Adaptation.magnitude(t)) : null));
        }
        var instead = new LinkedHashMap<String, NDArray>();
        adaptation.instead().forEach(spec -> instead.put(spec.name(), arrays.apply(spec.name())));
        return new Adapters(beside, instead);
    }

    /** A PEFT folder's adapter for a model, owned by {@code owner}. */
    public static Adapters load(Path folder, CausalModel model, NDManager owner) {
        try (var peft = PeftFolder.open(folder)) {
            var adaptation = Adaptation.of(model.config(), peft);
            var shapes = adaptation.parameters();
            var arrays = new LinkedHashMap<String, NDArray>();
            read(adaptation, peft).forEach((name, values) -> arrays.put(name, array(owner, values, seen(adaptation, name, Objects.requireNonNull(shapes.get(name))))));
            return through(adaptation, owner, name -> Objects.requireNonNull(arrays.get(name)));
        }
    }

    /** A parameter's shape as it is computed with. */
    public static Shape seen(Adaptation adaptation, String name, long[] stored) {
        boolean turned = adaptation.instead().stream().anyMatch(spec -> spec.name().equals(name) && spec.transposed());
        return turned ? new Shape(stored[1], stored[0]) : new Shape(stored);
    }

    /** In libtorch's own aligned memory: a product's last bits may depend on where Java's happens to lie. */
    public static NDArray array(NDManager owner, float[] values, Shape shape) {
        try (NDArray lent = owner.create(values, shape)) {
            return lent.duplicate();
        }
    }
}
