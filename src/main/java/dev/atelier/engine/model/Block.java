package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** One block of a decoder, written in differentiable {@link Operators}: what generation runs, and the reference that training kernels are tested against. */
interface Block {
    /** x [B,S,H] to [B,S,H]; without a cache, positions see all before them in x. */
    NDArray forward(Operators op, NDArray x, Positions at, @Nullable CachedLayer cache);

    /** cos and sin are [B or 1, S, 1, d]; eps is the norms'. */
    record Positions(NDArray cos, NDArray sin, NDArray eps) {}

    /** Where new keys and values go and which of all each position sees: mask [B,1,S,start+S], 0 or minus infinity. */
    record CachedLayer(KeyValueCache.Layer layer, NDArray start, NDArray mask) {}
}
