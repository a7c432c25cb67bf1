package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.Part;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.TensorSource;
import dev.atelier.engine.quant.frozen.FrozenFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A model on a device: reads token ids, gives logits of the next token or of classes. */
public final class CausalModel implements AutoCloseable {
    private final Torch torch;
    private final NDManager manager;
    private final ModelConfig config;
    private final Network network;
    private final Precision precision;
    private final Weights weights;
    private final NDArray like;

    private CausalModel(Torch torch, NDManager manager, ModelConfig config, Precision precision, Weights weights) {
        this.torch = torch;
        this.manager = manager;
        this.config = config;
        this.network = Network.of(config);
        this.precision = precision;
        this.weights = weights;
        this.like = torch.like(manager, precision);
    }

    /** Loads a model of a known architecture; the source may be closed then. */
    public static CausalModel load(Torch torch, TensorSource source, Precision precision) {
        return load(torch, source, ModelConfig.of(source.config()), precision);
    }

    /** The same with a shape that differs from the source's in its classes. */
    public static CausalModel load(Torch torch, TensorSource source, ModelConfig config, Precision precision) {
        return load(torch, source, config, precision, null);
    }

    /** The same with the matrices of {@code frozen}, if given, kept in few bits; it may be closed then. */
    public static CausalModel load(Torch torch, TensorSource source, ModelConfig config, Precision precision, @Nullable FrozenFile frozen) {
        var manager = torch.manager().newSubManager();
        try (var loader = new WeightLoader(torch, manager, precision)) {
            var few = frozen == null ? Map.<String, FrozenArray>of() : frozen(torch, manager, config, precision, frozen);
            return new CausalModel(torch, manager, config, precision, Weights.of(config, loader.load(config, source, few.keySet()), few));
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static Map<String, FrozenArray> frozen(Torch torch, NDManager owner, ModelConfig config, Precision precision, FrozenFile file) {
        try (var loader = new FrozenLoader(torch, owner, file)) {
            return loader.load(config, precision);
        }
    }

    /** Stored tensors in float32, as they are stored; read a piece at a time. */
    public static Map<String, NDArray> floats(Torch torch, NDManager owner, TensorSource source, Collection<String> names) {
        try (var loader = new WeightLoader(torch, owner, Precision.F32)) {
            var out = new HashMap<String, NDArray>();
            names.forEach(name -> out.put(name, loader.fromSource(source, name, source.shape(name))));
            return out;
        }
    }

    /** A model of that shape with weights drawn from a normal distribution of deviation 0.02, norms 1: for benchmarks. */
    public static CausalModel random(Torch torch, ModelConfig config, Precision precision, int seed) {
        var manager = torch.manager().newSubManager();
        torch.seed(seed);
        var arrays = new ArrayList<NDArray>();
        try (var like = torch.like(manager, precision)) {
            for (var spec : config.tensors()) {
                try (NDArray shape = manager.create(spec.shape())) {
                    NDArray values = torch.kernels().trace(spec.part() == Part.NORM ? "ones" : "noise", like, shape);
                    arrays.add(spec.transposed() ? torch.kernels().trace("transposed", values) : values);
                }
            }
        }
        return new CausalModel(torch, manager, config, precision, Weights.of(config, arrays));
    }

    /** The same model with other weights, which stay their owner's; what it makes besides is freed with {@code owner}. */
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
        return config.parameters();
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

    /** A pass over whole sequences with {@code op}, block by block. */
    public Pass pass(Operators op, long[] lengths, Adapters adapters) {
        return new Pass(op, new Modules(op, weights, adapters, ""), Tokens.packed(op, config, like, lengths));
    }

    /** Sequences of a batch, on their way through the network. */
    public final class Pass {
        private final Operators op;
        private final Modules modules;
        private final Tokens tokens;

        private Pass(Operators op, Modules modules, Tokens tokens) {
            this.op = op;
            this.modules = modules;
            this.tokens = tokens;
        }

        /** The same sequences seen through other adapters. */
        public Pass through(Adapters adapters) {
            return new Pass(op, new Modules(op, weights, adapters, ""), tokens);
        }

        /** The same, its results owned by {@code owner}. */
        public Pass within(NDManager owner) {
            var there = op.within(owner);
            return new Pass(there, modules.with(there), tokens);
        }

        /** Token ids [1,T] to the first block's input [1,T,H]. */
        public NDArray embed(NDArray ids) {
            return network.embed(modules, ids, tokens);
        }

        /** One block; what it makes on the way is freed at once, unless autograd needs it. */
        public NDArray block(NDArray x, int layer) {
            return computed(modules, x, tokens, layer);
        }

        /** The output matrix, if it gives a vocabulary's scores and is not trained: autograd need not know of it. */
        public Optional<Table> frozenOutput() {
            return config.classifies() || modules.adapters().instead().containsKey(Weights.HEAD) ? Optional.empty() : Optional.of(modules.table(Weights.HEAD));
        }

        /** Positions x [1,N,H] of the last block's output to what the output matrix is given. */
        public NDArray output(NDArray x) {
            return network.output(modules, x, tokens);
        }

        /** Products with the output matrix to scores. */
        public NDArray capped(NDArray scores) {
            return network.capped(op, scores, tokens);
        }

        /** Positions x [1,N,H] of the last block's output to scores, float32 [1,N,vocabulary or classes]. */
        public NDArray scores(NDArray x) {
            return network.scores(modules, x, tokens);
        }
    }

    private NDArray computed(Modules modules, NDArray x, Tokens tokens, int layer) {
        var op = modules.op();
        if (op.records()) {
            return network.block(modules.within(network.block(layer), x.getManager()), x, tokens, layer);
        }
        try (var inner = op.owner().newSubManager()) {
            NDArray y = network.block(modules.with(op.within(inner)).within(network.block(layer), inner), x, tokens, layer);
            y.attach(op.owner());
            return y;
        }
    }

    /** The path of a block's modules, such as {@code model.layers.0.}. */
    public String block(int layer) {
        return network.block(layer);
    }

    /**
     * Float32 logits, owned by {@code owner}: of every position, [B,S,vocabulary]; of a classifier, [B,1,classes].
     *
     * @param ids [B][S]; a classifier's sequences may differ in length
     */
    public NDArray logits(NDManager owner, int[][] ids, Adapters adapters) {
        var op = Operators.plain(torch.kernels(), owner, 0);
        long[] lengths = Arrays.stream(ids).mapToLong(row -> row.length).toArray();
        var pass = pass(op, lengths, adapters);
        NDArray x = pass.embed(owner.create(Arrays.stream(ids).flatMapToInt(Arrays::stream).asLongStream().toArray(), new Shape(1, Arrays.stream(lengths).sum())));
        for (int i = 0; i < config.layers(); i++) {
            x = pass.block(x, i);
        }
        if (config.classifies()) {
            x = op.rows(x, owner.create(starts(lengths)));
        }
        return pass.scores(x).reshape(ids.length, config.classifies() ? 1 : ids[0].length, config.outputs());
    }

    /** Of a classifier: each class's share for a sequence, softmax of its scores. */
    public double[] probabilities(int[] ids, Adapters adapters) {
        try (var scope = torch.manager().newSubManager()) {
            float[] scores = logits(scope, new int[][] {ids}, adapters).toFloatArray();
            double highest = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).max().orElse(0);
            double[] shares = IntStream.range(0, scores.length).mapToDouble(i -> Math.exp(scores[i] - highest)).toArray();
            double sum = Arrays.stream(shares).sum();
            return Arrays.stream(shares).map(share -> share / sum).toArray();
        }
    }

    /** Of a classifier: the class of the highest score for each sequence. */
    public List<Integer> likeliestClasses(List<int[]> ids, Adapters adapters) {
        try (var scope = torch.manager().newSubManager()) {
            float[] scores = logits(scope, ids.toArray(int[][]::new), adapters).toFloatArray();
            return likeliest(scores, config.labels().size());
        }
    }

    /** The place of the largest in each row of {@code width} scores, the first of equals. */
    public static List<Integer> likeliest(float[] scores, int width) {
        var out = new ArrayList<Integer>();
        for (int row = 0; row < scores.length; row += width) {
            int best = 0;
            for (int i = 1; i < width; i++) {
                best = scores[row + i] > scores[row + best] ? i : best;
            }
            out.add(best);
        }
        return out;
    }

    /** Runs sequences through all blocks and tells {@code watch} what each linear layer is given; no scores. */
    public void watch(int[][] ids, InputWatch watch) {
        try (var scope = manager.newSubManager()) {
            var op = Operators.plain(torch.kernels(), scope, 0);
            long[] lengths = Arrays.stream(ids).mapToLong(row -> row.length).toArray();
            var modules = new Modules(op, weights, Adapters.NONE, "", watch);
            var tokens = Tokens.packed(op, config, like, lengths);
            NDArray x = network.embed(modules, scope.create(Arrays.stream(ids).flatMapToInt(Arrays::stream).asLongStream().toArray(), new Shape(1, Arrays.stream(lengths).sum())), tokens);
            for (int i = 0; i < config.layers(); i++) {
                x = computed(modules, x, tokens, i);
            }
        }
    }

    /** Where each sequence begins. */
    public static long[] starts(long[] lengths) {
        long[] starts = new long[lengths.length];
        for (int i = 1; i < lengths.length; i++) {
            starts[i] = starts[i - 1] + lengths[i - 1];
        }
        return starts;
    }

    /**
     * Reads the next tokens of each sequence into the cache.
     *
     * @param ids [B][S]; shorter sequences are padded on the left
     * @param pad padding positions at the start of each sequence of the cache
     * @return logits of the last position, float32 [B,1,vocabulary]
     */
    public NDArray next(NDManager owner, int[][] ids, int[] pad, KeyValueCache cache, Adapters adapters) {
        var op = Operators.plain(torch.kernels(), owner, 0);
        int count = ids[0].length;
        cache.advance(count);
        var tokens = Tokens.next(op, config, like, cache, pad, count);
        var modules = new Modules(op, weights, adapters, "");
        NDArray x = network.embed(modules, owner.create(Arrays.stream(ids).flatMapToInt(Arrays::stream).asLongStream().toArray(), new Shape(ids.length, count)), tokens);
        for (int i = 0; i < config.layers(); i++) {
            x = computed(modules, x, tokens, i);
        }
        return network.scores(modules, op.last(x), tokens);
    }

    @Override
    public void close() {
        manager.close();
    }
}
