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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
    private final NDManager manager;
    private final NDArray like;
    private final List<Group> groups = new ArrayList<>();

    /** Tokens that go through a block at a time, so that what it makes of them on the way stays small. */
    private static final int TOGETHER = 2048;

    /** Sequences that go together, and what the last block made of them. */
    private static final class Group {
        private final long[] lengths;
        private NDArray x;

        Group(long[] lengths, NDArray x) {
            this.lengths = lengths;
            this.x = x;
        }
    }

    /**
     * Reads the embeddings of {@code ids}.
     *
     * @param ids [B][S], of a language model; sequences may differ in length
     */
    public LayerByLayer(Torch torch, TensorSource source, Precision precision, int[][] ids) {
        this.torch = torch;
        this.source = source;
        this.precision = precision;
        this.config = ModelConfig.of(source.config());
        this.network = Network.of(config);
        this.names = new StoredNames(source);
        this.manager = torch.manager().newSubManager();
        this.like = torch.like(manager, precision);
        embed(ids);
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

    private void embed(int[][] ids) {
        int[] used = Arrays.stream(ids).flatMapToInt(Arrays::stream).distinct().toArray();
        var place = new HashMap<Integer, Integer>();
        for (int id : used) {
            place.put(id, place.size());
        }
        try (var scope = manager.newSubManager()) {
            var embedding = config.tensors().getFirst();
            var arrays = around(scope);
            arrays.put(embedding.name(), rows(scope, embedding.name(), used));
            for (int from = 0; from < ids.length;) {
                int to = together(ids, from);
                long[] lengths = Arrays.stream(ids, from, to).mapToLong(row -> row.length).toArray();
                long[] places = Arrays.stream(ids, from, to).flatMapToInt(Arrays::stream).mapToLong(place::get).toArray();
                groups.add(new Group(lengths, kept(network.embed(modules(scope, arrays), scope.create(places, new Shape(1, places.length)), tokens(scope, lengths)))));
                from = to;
            }
        }
    }

    private static int together(int[][] ids, int from) {
        int tokens = ids[from].length;
        int to = from + 1;
        while (to < ids.length && tokens + ids[to].length <= TOGETHER) {
            tokens += ids[to++].length;
        }
        return to;
    }

    /** Runs the next block. */
    public void block(int layer) {
        try (var scope = manager.newSubManager()) {
            var arrays = arrays(scope, spec -> spec.name().startsWith(network.block(layer)));
            for (var group : groups) {
                try (var inner = scope.newSubManager(); var before = group.x) {
                    group.x = kept(network.block(modules(inner, arrays), before, tokens(inner, group.lengths), layer));
                }
            }
        }
    }

    /** After all blocks: from here on only some positions count, {@code positions} of all sequences put one after the other, in ascending order. */
    public void keep(int[] positions) {
        int next = 0;
        long start = 0;
        for (var group : List.copyOf(groups)) {
            long first = start;
            start += Arrays.stream(group.lengths).sum();
            int from = next;
            while (next < positions.length && positions[next] < start) {
                next++;
            }
            try (var scope = manager.newSubManager(); var before = group.x) {
                if (next == from) {
                    groups.remove(group);
                } else {
                    var op = Operators.plain(torch.kernels(), scope, 0);
                    group.x = kept(op.rows(before, scope.create(Arrays.stream(positions, from, next).mapToLong(at -> at - first).toArray())));
                }
            }
        }
    }

    /** After all blocks: float32 logits [positions, count] of the tokens from {@code first} on, row after row. */
    public float[] logits(int first, int count) {
        try (var scope = manager.newSubManager()) {
            var arrays = around(scope);
            arrays.put(Weights.head(config), rows(scope, Weights.head(config), IntStream.range(first, first + count).toArray()));
            var parts = new ArrayList<float[]>();
            for (var group : groups) {
                try (var inner = scope.newSubManager()) {
                    parts.add(network.scores(modules(inner, arrays), group.x, tokens(inner, group.lengths)).toFloatArray());
                }
            }
            return joined(parts);
        }
    }

    private static float[] joined(List<float[]> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        var all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private NDArray kept(NDArray y) {
        y.attach(manager);
        return y;
    }

    private Modules modules(NDManager owner, Map<String, NDArray> arrays) {
        return new Modules(Operators.plain(torch.kernels(), owner, 0), Weights.part(config, arrays), Adapters.NONE, "");
    }

    private Tokens tokens(NDManager owner, long[] lengths) {
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
