package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Kernels;

/** The operators a block is written with. Recording them makes the block differentiable by autograd; otherwise results belong to {@code owner}. */
final class Operators {
    private final Kernels kernels;
    private final NDManager owner;
    private final boolean record;

    Operators(Kernels kernels, NDManager owner, boolean record) {
        this.kernels = kernels;
        this.owner = owner;
        this.record = record;
    }

    NDManager owner() {
        return owner;
    }

    /** A number as the kernels take it. */
    NDArray scalar(double value) {
        return owner.create((float) value);
    }

    NDArray embedding(NDArray ids, NDArray table) {
        return call("embedding", ids, table);
    }

    NDArray rmsNorm(NDArray x, NDArray weight, NDArray eps) {
        return call("rms_norm", x, weight, eps);
    }

    NDArray linear(NDArray x, NDArray w) {
        return call("linear", x, w);
    }

    NDArray loraLinear(NDArray x, NDArray w, NDArray a, NDArray b, NDArray scale) {
        return call("lora_linear", x, w, a, b, scale);
    }

    /** [B,S,N*d] as [B,S,N,d], d being the last dimension of {@code like}. */
    NDArray heads(NDArray x, NDArray like) {
        return call("heads", x, like);
    }

    NDArray rope(NDArray x, NDArray cos, NDArray sin) {
        return call("rope", x, cos, sin);
    }

    NDArray attention(NDArray q, NDArray k, NDArray v) {
        return call("attention", q, k, v);
    }

    NDArray cachedAttention(NDArray q, NDArray k, NDArray v, KeyValueCache.Layer layer, NDArray start, NDArray mask) {
        return call("cached_attention", q, k, v, layer.keys(), layer.values(), start, mask);
    }

    NDArray swiglu(NDArray gate, NDArray up) {
        return call("swiglu", gate, up);
    }

    NDArray add(NDArray x, NDArray y) {
        return call("add", x, y);
    }

    NDArray last(NDArray x) {
        return call("last", x);
    }

    NDArray logits(NDArray x, NDArray head) {
        return call("logits", x, head);
    }

    NDArray moved(NDArray x, NDArray like) {
        return call("moved", x, like);
    }

    NDArray weightedNll(NDArray logits, NDArray targets, NDArray weights) {
        return call("weighted_nll", logits, targets, weights);
    }

    private NDArray call(String method, NDArray... arguments) {
        if (record) {
            return kernels.trace(method, arguments);
        }
        return kernels.one(owner, method, (Object[]) arguments);
    }
}
