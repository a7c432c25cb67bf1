package dev.atelier.engine.peft;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.model.Adapted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * LoRA's trainable arrays (Hu et al. 2021), float32. A layer is eleven arrays in the kernels' order: for each group of matrices that read the same
 * input, their A's stacked [sum of ranks, in], then each matrix's B [out, rank]. Matrices without an adapter have rank 0.
 */
public final class LoraAdapter implements AutoCloseable {
    private final Torch torch;
    private final LoraLayout layout;
    private final NDManager manager;
    private final List<List<NDArray>> layers = new ArrayList<>();
    private final List<double[]> scales = new ArrayList<>();

    private LoraAdapter(Torch torch, LoraLayout layout) {
        this.torch = torch;
        this.layout = layout;
        this.manager = torch.manager().newSubManager();
    }

    /** A uniform in +-1/sqrt(in), as PEFT draws it, from the seed; B zero: the model starts as it was. */
    public static LoraAdapter init(Torch torch, LoraLayout layout, long seed) {
        var random = new SplittableRandom(seed);
        var values = new LinkedHashMap<String, LoraValues>();
        for (var module : layout.adapted()) {
            var a = new float[module.rank() * module.in()];
            double bound = 1 / Math.sqrt(module.in());
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) random.nextDouble(-bound, bound);
            }
            values.put(module.path(), new LoraValues(a, new float[module.out() * module.rank()]));
        }
        return of(torch, layout, values);
    }

    /** From values by module path. */
    public static LoraAdapter of(Torch torch, LoraLayout layout, Map<String, LoraValues> values) {
        var adapter = new LoraAdapter(torch, layout);
        for (var groups : layout.layers()) {
            var arrays = new ArrayList<NDArray>();
            var scales = new ArrayList<Double>();
            for (var group : groups) {
                adapter.addGroup(group, values, arrays, scales);
            }
            adapter.layers.add(arrays);
            adapter.scales.add(scales.stream().mapToDouble(Double::doubleValue).toArray());
        }
        return adapter;
    }

    private void addGroup(List<LoraModule> group, Map<String, LoraValues> values, List<NDArray> arrays, List<Double> scaleOf) {
        int rows = group.stream().mapToInt(LoraModule::rank).sum();
        int in = group.getFirst().in();
        var a = new float[rows * in];
        int at = 0;
        for (var module : group) {
            if (module.rank() > 0) {
                System.arraycopy(LoraValues.of(values, module).a(), 0, a, at, module.rank() * in);
                at += module.rank() * in;
            }
        }
        arrays.add(array(a, rows, in));
        scaleOf.add(1.0);
        for (var module : group) {
            arrays.add(array(module.rank() > 0 ? LoraValues.of(values, module).b() : new float[0], module.out(), module.rank()));
            scaleOf.add(module.rank() > 0 ? module.scale() : 1.0);
        }
    }

    private NDArray array(float[] values, int rows, int columns) {
        if (values.length == 0) {
            try (var like = torch.like(manager, Precision.F32)) {
                return torch.kernels().one(manager, "room", new long[] {rows, columns}, like);
            }
        }
        try (NDArray lent = manager.create(values, new Shape(rows, columns))) {
            return lent.duplicate(); // in libtorch's aligned memory: a product's last bits may depend on where Java's happens to lie
        }
    }

    public LoraLayout layout() {
        return layout;
    }

    /** The eleven arrays of a layer, in the kernels' order. */
    public List<NDArray> layer(int i) {
        return layers.get(i);
    }

    /** What each array of a layer is multiplied by before use: scale for the B's, 1 for the A's. */
    public double[] scales(int i) {
        return scales.get(i);
    }

    public int layers() {
        return layers.size();
    }

    /** The values now, by module path. */
    public Map<String, LoraValues> values() {
        var out = new LinkedHashMap<String, LoraValues>();
        for (int layer = 0; layer < layers.size(); layer++) {
            int index = 0;
            for (var group : layout.layers().get(layer)) {
                var a = group.stream().anyMatch(m -> m.rank() > 0) ? layers.get(layer).get(index).toFloatArray() : new float[0];
                index++;
                int at = 0;
                for (var module : group) {
                    if (module.rank() > 0) {
                        int end = at + module.rank() * module.in();
                        out.put(module.path(), new LoraValues(Arrays.copyOfRange(a, at, end), layers.get(layer).get(index).toFloatArray()));
                        at = end;
                    }
                    index++;
                }
            }
        }
        return out;
    }

    /** Arrays for blocks that take one adapter per matrix, owned by {@code owner}. */
    public static Map<String, Adapted> adapted(NDManager owner, LoraLayout layout, Map<String, LoraValues> values) {
        var out = new LinkedHashMap<String, Adapted>();
        for (var m : layout.adapted()) {
            var v = values.get(m.path());
            if (v != null) {
                out.put(m.path(), new Adapted(owner.create(v.a(), new Shape(m.rank(), m.in())), owner.create(v.b(), new Shape(m.out(), m.rank())),
                        owner.create((float) m.scale())));
            }
        }
        return out;
    }

    @Override
    public void close() {
        manager.close();
    }
}
