package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Precision;
import dev.atelier.engine.io.DType;
import dev.atelier.engine.io.SafetensorsWriter.Streamed;
import dev.atelier.engine.io.StoredNames;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.model.Adapters;
import dev.atelier.engine.model.CausalModel;
import dev.atelier.engine.peft.Adaptation;
import dev.atelier.engine.peft.AdapterValues;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What training changes: adapters beside frozen weights, or the weights themselves; float32 masters by name, matrices [out, in]. */
final class Trainable implements AutoCloseable {
    private final CausalModel model;
    private final Adaptation adaptation;
    private final boolean full;
    private final NDManager manager;
    private final Map<String, NDArray> masters = new LinkedHashMap<>();
    private final Map<String, long[]> stored;
    private final List<NDArray> gradients = new ArrayList<>();

    private Trainable(CausalModel model, Adaptation adaptation, boolean full) {
        this.model = model;
        this.adaptation = adaptation;
        this.full = full;
        this.manager = model.torch().manager().newSubManager();
        this.stored = adaptation.parameters();
    }

    /** Adapters that begin with {@code values}. */
    static Trainable adapters(CausalModel model, Adaptation adaptation, Map<String, float[]> values) {
        var trainable = new Trainable(model, adaptation, false);
        trainable.stored.keySet().forEach(name -> trainable.begin(name, Objects.requireNonNull(values.get(name), name)));
        return trainable;
    }

    /** Every tensor of the model, from the source it was loaded from. */
    static Trainable full(CausalModel model, TensorSource source) {
        var names = new StoredNames(source);
        var trainable = new Trainable(model, new Adaptation(model.config(), List.of(), false, model.config().tensors()), true);
        var specs = trainable.adaptation.instead();
        var there = specs.stream().filter(spec -> !names.lacksHead(spec, model.config())).map(spec -> names.of(spec.name())).toList();
        var values = CausalModel.floats(model.torch(), trainable.manager, source, there);
        for (var spec : specs) {
            NDArray stored = values.get(names.of(spec.name()));
            if (stored == null) {
                trainable.masters.put(spec.name(), trainable.copied(model.weights().get(spec.name())));
            } else if (spec.transposed()) {
                trainable.masters.put(spec.name(), trainable.turned(stored));
                stored.close();
            } else {
                trainable.masters.put(spec.name(), stored);
            }
        }
        return trainable;
    }

    /** Its values in float32, row by row, in memory of their own. */
    private NDArray copied(NDArray array) {
        try (NDArray copy = model.torch().kernels().one(manager, "copied", array)) {
            return copy.duplicate();
        }
    }

    private NDArray turned(NDArray array) {
        try (NDArray view = model.torch().kernels().trace("transposed", array)) {
            return copied(view);
        }
    }

    private void begin(String name, float[] values) {
        masters.put(name, AdapterValues.array(manager, values, shape(name)));
    }

    private Shape shape(String name) {
        return AdapterValues.seen(adaptation, name, Objects.requireNonNull(stored.get(name), name));
    }

    /** From how a file has a tensor to how it is computed with. */
    private float[] turned(String name, float[] values) {
        var spec = adaptation.instead().stream().filter(s -> s.name().equals(name) && s.transposed()).findFirst();
        if (spec.isEmpty()) {
            return values;
        }
        int rows = (int) spec.get().shape()[0];
        return AdapterValues.transposed(values, rows, values.length / rows);
    }

    CausalModel model() {
        return model;
    }

    Adaptation adaptation() {
        return adaptation;
    }

    /** Whether every weight is trained. */
    boolean full() {
        return full;
    }

    /** Names of what is trained, in a fixed order. */
    List<String> names() {
        return List.copyOf(masters.keySet());
    }

    /** The masters in the order of {@link #names()}. */
    List<NDArray> parameters() {
        return new ArrayList<>(masters.values());
    }

    /**
     * Room for the sums of their gradients, in their order and of any content: the same in every step, as buffers of their size that came and went with the steps
     * would not find their way back into the holes they leave.
     */
    List<NDArray> gradients() {
        if (gradients.isEmpty()) {
            masters.values().forEach(master -> gradients.add(manager.create(master.getShape())));
        }
        return gradients;
    }

    NDArray master(String name) {
        return Objects.requireNonNull(masters.get(name), name);
    }

    /** The model seen through arrays by parameter's name. */
    Adapters through(NDManager owner, Function<String, NDArray> arrays) {
        var seen = AdapterValues.through(adaptation, owner, arrays);
        return full && model.config().tied() ? seen.withTied(arrays.apply(names().getFirst())) : seen;
    }

    /** The model as training has made it so far, for writing texts; arrays made for it are owned by {@code owner}. */
    Adapters trained(NDManager owner) {
        if (adaptation.instead().isEmpty() || model.precision() == Precision.F32) {
            return through(owner, this::master);
        }
        var names = adaptation.instead().stream().map(TensorSpec::name).toList();
        var copies = model.torch().kernels().run(owner, "prepared", names.stream().map(this::master).toList(), Collections.nCopies(names.size(), 1.0).stream().mapToDouble(x -> x).toArray(),
                model.precision().scalarType());
        return through(owner, name -> names.contains(name) ? copies.get(names.indexOf(name)) : master(name));
    }

    /** Values as a file has them, each read when its turn comes to be written; {@code type} says in what type by name. */
    List<Streamed> streamed(Function<String, DType> type) {
        var out = new ArrayList<Streamed>();
        masters.forEach((name, master) -> {
            DType in = type.apply(name);
            out.add(new Streamed(name, in, Objects.requireNonNull(stored.get(name)), channel -> write(name, master, in, channel)));
        });
        return out;
    }

    private void write(String name, NDArray master, DType type, WritableByteChannel out) throws IOException {
        if (adaptation.instead().stream().anyMatch(spec -> spec.name().equals(name) && spec.transposed())) {
            try (NDArray turned = turned(master)) {
                FloatStream.write(turned, type, out);
            }
        } else {
            FloatStream.write(master, type, out);
        }
    }

    /** Values by name that {@link #streamed} wrote, bit for bit. */
    void restore(Function<String, float[]> values) {
        masters.forEach((name, master) -> ArrayBytes.fill(model.torch().kernels(), master, turned(name, values.apply(name))));
    }

    /** Trained values. */
    long size() {
        return masters.values().stream().mapToLong(p -> p.getShape().size()).sum();
    }

    @Override
    public void close() {
        manager.close();
    }
}
