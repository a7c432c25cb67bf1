package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.model.ModelConfig;
import dev.atelier.engine.Kernels;
import dev.atelier.engine.model.CausalModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The memory {@link KernelPass} works in, taken once for the largest batch and cut anew for each: what the way forward keeps for the way back, and what a block or
 * the loss has at hand. Made and freed one by one such arrays leave holes among each other, a third of their size; and what a run needs is known before its first step.
 */
final class ActivationRoom implements AutoCloseable {
    private static final int LOGITS_ALIVE = 8 << 20; // elements of a chunk of logits
    private static final long ALIGNMENT = 32; // values, as the cuts kernel has it

    private final ModelConfig config;
    private final Kernels kernels;
    private final int blocks;
    private final boolean widens;
    private final NDManager manager;
    private long reserved;
    private NDList rooms = new NDList();
    private long[] sizes = {0, 0, 0};

    /** @param blocks how many blocks are kept at once */
    ActivationRoom(CausalModel model, int blocks) {
        this.config = model.config();
        this.kernels = model.torch().kernels();
        this.blocks = blocks;
        this.widens = model.torch().working(model.precision()) != model.precision();
        this.manager = model.torch().manager().newSubManager();
    }

    /** The room is made for so many tokens when it is next made. */
    void reserve(int tokens) {
        reserved = Math.max(reserved, tokens);
    }

    /** Positions whose logits are made at once. */
    long chunk() {
        return Math.clamp(LOGITS_ALIVE / config.vocabSize(), 16, 512);
    }

    /** For a batch of {@code tokens}; its arrays are owned by {@code scope}. With {@code all} every block has its own place and every block's input, else there is one block's and two inputs. */
    Cut cut(NDManager scope, int tokens, KernelPass.Prepared trained, boolean all) {
        long[][] ranks = IntStream.range(0, config.layers()).mapToObj(i -> ranks(trained.adapters(i))).toArray(long[][]::new);
        make(Math.max(reserved, tokens), trained, ranks);
        return new Cut(scope, tokens, ranks, all);
    }

    private static long[] ranks(List<NDArray> adapters) {
        return IntStream.of(0, 4, 6, 9).mapToLong(i -> adapters.get(i).getShape().get(0)).toArray();
    }

    private void make(long tokens, KernelPass.Prepared trained, long[][] ranks) {
        long[] wanted = {taken(tokens, hidden(config.layers() + 1)) + blocks * taken(tokens, stored()), blocks * taken(tokens, floats()) + logits(tokens),
            blocks * working(tokens, ranks) + taken(tokens, states()) + Math.max(taken(tokens, feedForward()), taken(tokens, attention()))};
        if (IntStream.range(0, wanted.length).allMatch(i -> wanted[i] <= sizes[i])) {
            return;
        }
        rooms.close();
        rooms = kernels.run(manager, "rooms", trained.norm(), trained.adapters(0).getFirst(), wanted);
        sizes = wanted;
    }

    /** Widths of queries, keys, values, attention's output, the state behind it, gate and up. */
    private long[] stored() {
        return new long[] {config.queryWidth(), config.keyWidth(), config.keyWidth(), config.queryWidth(), config.hidden(), config.intermediate(), config.intermediate()};
    }

    /** A norm's factor, the scores' log-sum-exps, the other norm's factor. */
    private long[] floats() {
        return new long[] {1, config.heads(), 1};
    }

    /** A gradient, x, a norm's output, its gradient. */
    private long[] states() {
        return hidden(4);
    }

    /** silu(gate), its product with up; and gate and up, if they are stored in another type. */
    private long[] feedForward() {
        return LongStream.generate(config::intermediate).limit(widens ? 4 : 2).toArray();
    }

    /** Queries and keys; and o, q, k, v, if they are stored in another type. */
    private long[] attention() {
        long q = config.queryWidth();
        long k = config.keyWidth();
        return widens ? new long[] {q, k, q, q, k, k} : new long[] {q, k};
    }

    private long logits(long tokens) {
        return Math.min(chunk(), tokens) * config.vocabSize();
    }

    private long[] hidden(int count) {
        return LongStream.generate(config::hidden).limit(count).toArray();
    }

    private static long working(long tokens, long[][] ranks) {
        return Arrays.stream(ranks).mapToLong(widths -> taken(tokens, widths)).max().orElse(0);
    }

    private static long taken(long tokens, long[] widths) {
        return LongStream.of(widths).map(w -> Math.ceilDiv(tokens * w, ALIGNMENT) * ALIGNMENT).sum();
    }

    /** Views for one batch. */
    final class Cut {
        private final NDManager scope;
        private final long tokens;
        private final long[][] ranks;
        private final NDList inputs;
        private final List<NDList> kept;
        private final NDList work;
        private final long[] widths;

        private Cut(NDManager scope, long tokens, long[][] ranks, boolean all) {
            this.scope = scope;
            this.tokens = tokens;
            this.ranks = ranks;
            this.widths = hidden(all ? config.layers() + 1 : 2);
            this.inputs = cuts(0, 0, widths);
            this.work = work(blocks * taken(tokens, floats()), blocks * working(tokens, ranks));
            this.kept = IntStream.range(0, config.layers()).mapToObj(i -> block(i, all && blocks > 1 ? i : 0)).toList();
        }

        private NDList block(int layer, int slot) {
            long[] at = {taken(tokens, widths) + slot * taken(tokens, stored()), slot * taken(tokens, floats()), slot * working(tokens, ranks)};
            return kernels.run(scope, "kept", rooms, at, tokens, config.headDim(), stored(), floats(), ranks[layer]);
        }

        /** The kernels' room t; where nothing is widened, the gradient stands for what they do not use. */
        private NDList work(long floatsKept, long workingKept) {
            var all = cuts(2, workingKept, states());
            long shared = workingKept + taken(tokens, states());
            var unused = Collections.nCopies(widens ? 0 : 2, all.getFirst());
            var feedForward = cuts(2, shared, feedForward());
            var attention = cuts(2, shared, attention());
            all.addAll(feedForward);
            all.addAll(unused);
            all.addAll(attention);
            all.addAll(unused);
            all.addAll(unused);
            all.addAll(kernels.run(scope, "cuts", rooms.get(1), floatsKept, 1, new long[] {logits(tokens)}));
            return all;
        }

        private NDList cuts(int room, long at, long[] each) {
            return kernels.run(scope, "cuts", rooms.get(room), at, tokens, each);
        }

        /** The blocks' inputs [T,H] and the last one's output. */
        NDList inputs() {
            return inputs;
        }

        /** Room for what is at work. */
        NDList work() {
            return work;
        }

        /** Where the gradient lies that goes back through the blocks [T,H]. */
        NDArray gradient() {
            return work.getFirst();
        }

        /** What is kept of a block. */
        NDList kept(int layer) {
            return kept.get(layer);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
