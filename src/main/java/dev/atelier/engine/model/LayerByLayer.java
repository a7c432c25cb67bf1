package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.TensorSpec;
import dev.atelier.engine.Precision;
import dev.atelier.engine.Torch;
import dev.atelier.engine.io.StoredNames;
import dev.atelier.engine.io.TensorSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A model that is run one block at a time, each loaded when its turn comes, and its output matrix by some rows: for a machine that could not hold it. */
public final class LayerByLayer implements AutoCloseable {
    private final Torch torch;
    private final TensorSource source;
    private final Precision precision;
    private final ModelConfig config;
    private final Network network;
    private final StoredNames names;
    private final long[] lengths;
    private final NDManager manager;
    private final NDArray like;
    private NDArray x;

    /**
     * Reads the embeddings of {@code ids}.
     *
     * @param ids [B][S], of a language model
     */
    public LayerByLayer(Torch torch, TensorSource source, Precision precision, int[][] ids) {
        this.torch = torch;
        this.source = source;
        this.precision = precision;
        this.config = ModelConfig.of(source.config());
        this.network = Network.of(config);
        this.names = new StoredNames(source);
        this.lengths = Arrays.stream(ids).mapToLong(row -> row.length).toArray();
        this.manager = torch.manager().newSubManager();
        this.like = torch.like(manager, precision);
        this.x = embed(ids);
    }

    public int layers() {
        return config.layers();
    }

    /** Columns of the output matrix. */
    public int width() {
        return Math.toIntExact(source.shape(names.of(Weights.head(config)))[1]);
    }

    public int vocabulary() {
        return config.vocabSize();
    }

    private NDArray embed(int[][] ids) {
        int[] flat = Arrays.stream(ids).flatMapToInt(Arrays::stream).toArray();
        int[] used = Arrays.stream(flat).distinct().toArray();
        long[] places = Arrays.stream(flat).mapToLong(id -> indexOf(used, id)).toArray();
        try (var scope = manager.newSubManager()) {
            var embedding = config.tensors().getFirst();
            var arrays = around(scope);
            arrays.put(embedding.name(), rows(scope, embedding.name(), used));
            return kept(network.embed(modules(scope, arrays), scope.create(places, new Shape(1, places.length)), tokens(scope)));
        }
    }

    private static int indexOf(int[] values, int value) {
        int i = 0;
        while (values[i] != value) {
            i++;
        }
        return i;
    }

    /** Runs the next block. */
    public void block(int layer) {
        try (var scope = manager.newSubManager(); var before = x) {
            var arrays = arrays(scope, spec -> spec.name().startsWith(network.block(layer)));
            x = kept(network.block(modules(scope, arrays), before, tokens(scope), layer));
        }
    }

    /** After all blocks: float32 logits [positions, count] of the tokens from {@code first} on, row after row. */
    public float[] logits(int first, int count) {
        try (var scope = manager.newSubManager()) {
            var arrays = around(scope);
            arrays.put(Weights.head(config), rows(scope, Weights.head(config), IntStream.range(first, first + count).toArray()));
            return network.scores(modules(scope, arrays), x, tokens(scope)).toFloatArray();
        }
    }

    private NDArray kept(NDArray y) {
        y.attach(manager);
        return y;
    }

    private Modules modules(NDManager owner, Map<String, NDArray> arrays) {
        return new Modules(Operators.plain(torch.kernels(), owner, 0), Weights.part(config, arrays), Adapters.NONE, "");
    }

    private Tokens tokens(NDManager owner) {
        return Tokens.packed(Operators.plain(torch.kernels(), owner, 0), config, like, lengths);
    }

    /** What stands outside the blocks and has no row for each token: norms and positions. */
    private Map<String, NDArray> around(NDManager owner) {
        return arrays(owner, spec -> !byToken(spec) && IntStream.range(0, config.layers()).noneMatch(layer -> spec.name().startsWith(network.block(layer))));
    }

    private boolean byToken(TensorSpec spec) {
        return spec.name().equals(config.tensors().getFirst().name()) || spec.name().equals(Weights.head(config));
    }

    private Map<String, NDArray> arrays(NDManager owner, Predicate<TensorSpec> which) {
        var arrays = new HashMap<String, NDArray>();
        try (var loader = new WeightLoader(torch, owner, precision)) {
            config.tensors().stream().filter(which).forEach(spec -> arrays.put(spec.name(), loader.load(spec, config, names, source)));
        }
        return arrays;
    }

    private NDArray rows(NDManager owner, String name, int[] rows) {
        try (var loader = new WeightLoader(torch, owner, precision)) {
            return loader.rows(source, names.of(name), rows);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
