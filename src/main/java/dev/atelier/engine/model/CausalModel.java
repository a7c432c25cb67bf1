package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A decoder on a device: reads token ids, gives logits. */
public final class CausalModel implements AutoCloseable {
    private final Torch torch;
    private final NDManager manager;
    private final ModelConfig config;
    private final Precision precision;
    private final Weights weights;
    private final NDArray like;

    private CausalModel(Torch torch, NDManager manager, ModelConfig config, Precision precision, Weights weights) {
        this.torch = torch;
        this.manager = manager;
        this.config = config;
        this.precision = precision;
        this.weights = weights;
        this.like = torch.like(manager, precision);
    }

    /** Loads a model of a known architecture; the source may be closed when its arrays are not mapped, that is when it is not a folder. */
    public static CausalModel load(Torch torch, TensorSource source, Precision precision) {
        var config = Architectures.config(source.config());
        var manager = torch.manager().newSubManager();
        try {
            var arrays = new WeightLoader(torch, manager, precision).load(config, source);
            return new CausalModel(torch, manager, config, precision, Weights.of(config, arrays));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** A model of that shape with weights drawn from a normal distribution of deviation 0.02, norms 1: for benchmarks. */
    public static CausalModel random(Torch torch, ModelConfig config, Precision precision, int seed) {
        var manager = torch.manager().newSubManager();
        torch.seed(seed);
        var arrays = new ArrayList<NDArray>();
        try (var like = torch.like(manager, precision)) {
            for (var spec : Weights.specs(config)) {
                var shape = new Shape(spec.shape());
                try (NDArray values = spec.shape().length == 1 ? manager.ones(shape) : manager.randomNormal(0, 0.02f, shape, DataType.FLOAT32)) {
                    arrays.add(torch.kernels().one(manager, "moved", values, like));
                }
            }
        }
        return new CausalModel(torch, manager, config, precision, Weights.of(config, arrays));
    }

    /** The same decoder with other weights, which stay their owner's; what it makes besides is freed with {@code owner}. */
    public CausalModel with(NDManager owner, Weights others) {
        return new CausalModel(torch, owner.newSubManager(), config, precision, others);
    }

    public ModelConfig config() {
        return config;
    }

    public Precision precision() {
        return precision;
    }

    public Weights weights() {
        return weights;
    }

    /** Values in all arrays. */
    public long parameters() {
        return weights.list().stream().mapToLong(w -> w.getShape().size()).sum();
    }

    /** Bytes of the weights in the compute type. */
    public long weightBytes() {
        return parameters() * precision.bytes();
    }

    public Torch torch() {
        return torch;
    }

    /** Room for {@code capacity} positions of {@code batch} sequences. */
    public KeyValueCache newCache(int batch, int capacity) {
        return new KeyValueCache(torch, config, precision, batch, capacity);
    }

    /** Logits of every position: ids [B][S] to float32 [B,S,vocabulary], owned by {@code owner}. */
    public NDArray logits(NDManager owner, int[][] ids, Map<String, Adapted> adapters) {
        return forward(new Operators(torch.kernels(), owner, false), weights, ids, adapters);
    }

    /** Sum of weights x -log p(target) as a scalar that autograd can walk back: the float32 reference of the training kernels. */
    public NDArray recordedLoss(NDManager owner, int[][] ids, long[] targets, float[] lossWeights, Map<String, Adapted> adapters) {
        var op = new Operators(torch.kernels(), owner, true);
        if (precision != Precision.F32) {
            throw new IllegalArgumentException("the reference is recorded in float32");
        }
        var copies = new ArrayList<NDArray>(); // autograd refuses arrays made without recording
        weights.list().forEach(w -> copies.add(w.duplicate()));
        copies.forEach(c -> c.attach(owner));
        return op.weightedNll(forward(op, Weights.of(config, copies), ids, adapters), owner.create(targets), owner.create(lossWeights));
    }

    private NDArray forward(Operators op, Weights w, int[][] ids, Map<String, Adapted> adapters) {
        var at = positions(op, new int[][] {range(ids[0].length)});
        NDArray x = op.embedding(tensor(op.owner(), ids), w.embedding());
        for (int i = 0; i < config.layers(); i++) {
            x = Architectures.of(config.modelType()).block(w.layers().get(i), of(adapters, i)).forward(op, x, at, null);
        }
        return op.logits(op.rmsNorm(x, w.norm(), at.eps()), w.head());
    }

    /**
     * Reads the next tokens of each sequence into the cache.
     *
     * @param ids [B][S]; shorter sequences are padded on the left
     * @param pad padding positions at the start of each sequence of the cache
     * @return logits of the last position, float32 [B,1,vocabulary]
     */
    public NDArray next(NDManager owner, int[][] ids, int[] pad, KeyValueCache cache, Map<String, Adapted> adapters) {
        var op = new Operators(torch.kernels(), owner, false);
        int start = cache.length();
        int count = ids[0].length;
        cache.advance(count);
        var positions = new int[ids.length][count];
        for (int b = 0; b < ids.length; b++) {
            for (int i = 0; i < count; i++) {
                positions[b][i] = Math.max(0, start + i - pad[b]);
            }
        }
        var at = positions(op, positions);
        NDArray mask = op.moved(owner.create(mask(pad, start, count), new Shape(pad.length, 1, count, start + count)), like);
        NDArray from = owner.create((float) start);
        NDArray x = op.embedding(tensor(owner, ids), weights.embedding());
        for (int i = 0; i < config.layers(); i++) {
            x = Architectures.of(config.modelType()).block(weights.layers().get(i), of(adapters, i)).forward(op, x, at, new Block.CachedLayer(cache.layer(i), from, mask));
        }
        return op.logits(op.rmsNorm(op.last(x), weights.norm(), at.eps()), weights.head());
    }

    private static float[] mask(int[] pad, int start, int count) {
        int width = start + count;
        var mask = new float[pad.length * count * width];
        for (int b = 0; b < pad.length; b++) {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < width; j++) {
                    boolean seen = j <= start + i && (j >= pad[b] || j == start + i); // a padding position sees itself, so that no row is empty
                    mask[(b * count + i) * width + j] = seen ? 0 : Float.NEGATIVE_INFINITY;
                }
            }
        }
        return mask;
    }

    private Block.Positions positions(Operators op, int[][] positions) {
        int d = config.headDim();
        var flat = Arrays.stream(positions).flatMapToInt(Arrays::stream).toArray();
        var shape = new Shape(positions.length, positions[0].length, 1, d);
        return new Block.Positions(op.moved(op.owner().create(config.rope().cosines(flat), shape), like),
                op.moved(op.owner().create(config.rope().sines(flat, d), shape), like), op.scalar(config.normEps()));
    }

    /** The adapters of one layer, by module name below it. */
    private static Map<String, Adapted> of(Map<String, Adapted> adapters, int layer) {
        if (adapters.isEmpty()) {
            return adapters;
        }
        String prefix = "model.layers." + layer + ".";
        var own = new HashMap<String, Adapted>();
        for (String name : LayerWeights.NAMES) {
            var adapter = adapters.get(prefix + name);
            if (adapter != null) {
                own.put(name, adapter);
            }
        }
        return own;
    }

    private static NDArray tensor(NDManager owner, int[][] ids) {
        List<Long> flat = new ArrayList<>();
        for (int[] row : ids) {
            for (int id : row) {
                flat.add((long) id);
            }
        }
        return owner.create(flat.stream().mapToLong(Long::longValue).toArray(), new Shape(ids.length, ids[0].length));
    }

    private static int[] range(int n) {
        return IntStream.range(0, n).toArray();
    }

    @Override
    public void close() {
        manager.close();
    }
}
