package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.domain.model.ModelConfig.LayerKind;
import dev.atelier.domain.model.Rope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens at hand, B x S of them: where each stands and what it may look at. Either whole sequences laid one after another (B = 1), or the next
 * tokens of sequences whose earlier keys and values are in a cache.
 */
final class Tokens {
    private final Operators op;
    private final ModelConfig config;
    private final NDArray like;
    private final int[][] positions;
    private final int[] reach;
    private final @Nullable NDArray lengths;
    private final @Nullable Cached cached;
    private final NDArray eps;
    private final NDArray headDim;
    private final Map<Rope, NDArray[]> turns = new HashMap<>();
    private final Map<Integer, NDArray> options = new HashMap<>();
    private final Map<Integer, NDArray> masks = new HashMap<>();
    private @Nullable NDArray positionIds;

    /** Where new keys and values go: behind {@code start}; the first {@code pad} positions of each sequence are empty. */
    record Cached(KeyValueCache cache, int start, int[] pad) {}

    private Tokens(Operators op, ModelConfig config, NDArray like, int[][] positions, int[] reach, @Nullable NDArray lengths, @Nullable Cached cached) {
        this.op = op;
        this.config = config;
        this.like = like;
        this.positions = positions;
        this.reach = reach;
        this.lengths = lengths;
        this.cached = cached;
        this.eps = op.scalar(config.normEps());
        this.headDim = op.index(config.headDim());
    }

    /** Whole sequences of these lengths, one after another. */
    static Tokens packed(Operators op, ModelConfig config, NDArray like, long[] lengths) {
        int[] at = Arrays.stream(lengths).flatMap(n -> IntStream.range(0, (int) n).asLongStream()).mapToInt(i -> (int) i).toArray();
        int[] reach = Arrays.stream(lengths).flatMap(n -> IntStream.range(0, (int) n).mapToLong(i -> n)).mapToInt(n -> (int) n).toArray();
        return new Tokens(op, config, like, new int[][] {at}, reach, op.owner().create(lengths), null);
    }

    /** {@code count} more tokens of every sequence in the cache, which has been told of them. */
    static Tokens next(Operators op, ModelConfig config, NDArray like, KeyValueCache cache, int[] pad, int count) {
        int start = cache.length() - count;
        var positions = new int[pad.length][count];
        var reach = new int[pad.length * count];
        for (int b = 0; b < pad.length; b++) {
            for (int i = 0; i < count; i++) {
                positions[b][i] = Math.max(0, start + i - pad[b]);
            }
            Arrays.fill(reach, b * count, (b + 1) * count, cache.length() - pad[b]);
        }
        return new Tokens(op, config, like, positions, reach, null, new Cached(cache, start, pad));
    }

    /** What the norms add before the root. */
    NDArray eps() {
        return eps;
    }

    NDArray headDim() {
        return headDim;
    }

    /** A number in the way kernels take it. */
    NDArray number(double value) {
        return op.scalar(value);
    }

    /** [B, S], as the rows of a learned position embedding whose first row of a position is {@code behind}. */
    NDArray positions(int behind) {
        if (positionIds == null) {
            long[] flat = Arrays.stream(positions).flatMapToInt(Arrays::stream).mapToLong(p -> p + behind).toArray();
            positionIds = op.owner().create(flat, new Shape(positions.length, positions[0].length));
        }
        return positionIds;
    }

    /** [B, S, 1, width] */
    NDArray cos(int layer) {
        return turns(layer)[0];
    }

    NDArray sin(int layer) {
        return turns(layer)[1];
    }

    private NDArray[] turns(int layer) {
        Rope rope = Objects.requireNonNull(config.layerKinds().get(layer).rope(), "a layer without rotary positions");
        return turns.computeIfAbsent(rope, r -> {
            int[] flat = Arrays.stream(positions).flatMapToInt(Arrays::stream).toArray();
            var shape = new Shape(positions.length, positions[0].length, 1, r.width());
            return new NDArray[] {op.moved(op.owner().create(r.cosines(flat, reach), shape), like), op.moved(op.owner().create(r.sines(flat, reach, r.width()), shape), like)};
        });
    }

    /** softmax(q k) v of a layer's kind: q [B,S,heads,d], k v [B,S,kv heads,d] to [B,S,heads*d]. */
    NDArray attend(Operators within, NDArray q, NDArray k, NDArray v, int layer) {
        LayerKind kind = config.layerKinds().get(layer);
        NDArray how = options.computeIfAbsent(kind.window(), window -> op.owner().create(new float[] {(float) config.scales().attention(), (float) config.scales().attentionCap(), window,
                config.classifies() ? 0 : 1}));
        if (cached == null) {
            return within.packedAttention(q, k, v, Objects.requireNonNull(lengths), how);
        }
        NDArray mask = masks.computeIfAbsent(kind.window(), window -> mask(cached, window));
        return within.cachedAttention(q, k, v, cached.cache().layer(layer), op.index(cached.start()), mask, how);
    }

    /** [B,1,S,start+S]: 0 or minus infinity. */
    private NDArray mask(Cached at, int window) {
        int count = positions[0].length;
        int width = at.start() + count;
        var mask = new float[at.pad().length * count * width];
        for (int b = 0; b < at.pad().length; b++) {
            for (int i = 0; i < count; i++) {
                int own = at.start() + i;
                for (int j = 0; j < width; j++) {
                    boolean inWindow = window == 0 || j > own - window;
                    boolean seen = j <= own && inWindow && (j >= at.pad()[b] || j == own); // a padding position sees itself, so that no row is empty
                    mask[(b * count + i) * width + j] = seen ? 0 : Float.NEGATIVE_INFINITY;
                }
            }
        }
        return op.moved(op.owner().create(mask, new Shape(at.pad().length, 1, count, width)), like);
    }
}
