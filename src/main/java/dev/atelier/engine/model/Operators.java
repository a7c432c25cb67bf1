package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.domain.model.Activation;
import dev.atelier.engine.Kernels;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The operators a network is written with. Recording them makes it differentiable by autograd; otherwise results belong to {@code owner}. */
public final class Operators {
    private final Kernels kernels;
    private final NDManager owner;
    private final boolean record;
    private final double dropout;
    private final Map<Long, NDArray> indices = new HashMap<>();

    private Operators(Kernels kernels, NDManager owner, boolean record, double dropout) {
        this.kernels = kernels;
        this.owner = owner;
        this.record = record;
        this.dropout = dropout;
    }

    /** For computing forward alone, adapters' inputs dropped out with probability {@code dropout}. */
    public static Operators plain(Kernels kernels, NDManager owner, double dropout) {
        return new Operators(kernels, owner, false, dropout);
    }

    /** For autograd to walk back. */
    public static Operators recorded(Kernels kernels, NDManager owner, double dropout) {
        return new Operators(kernels, owner, true, dropout);
    }

    /** The same for another owner of the results. */
    Operators within(NDManager other) {
        return new Operators(kernels, other, record, dropout);
    }

    boolean records() {
        return record;
    }

    NDManager owner() {
        return owner;
    }

    /** A number as the kernels take it. */
    NDArray scalar(double value) {
        return owner.create((float) value);
    }

    /** A whole number as the kernels take it. */
    NDArray index(long value) {
        return indices.computeIfAbsent(value, owner::create);
    }

    NDArray embedding(NDArray ids, Table table) {
        return table.scales() == null ? call("embedding", ids, table.rows()) : call("embedding_int8", ids, table.rows(), table.scales());
    }

    /** Row {@code index} of a table. */
    NDArray row(NDArray table, int index) {
        return call("row", index(index), table);
    }

    /** x [1,T,H] to [1,N,H]: positions {@code rows} [N] alone. */
    public NDArray rows(NDArray x, NDArray rows) {
        return call("rows", x, rows);
    }

    /** Columns {@code from} to {@code from + count} of the last dimension. */
    NDArray columns(NDArray x, int from, int count) {
        return call("columns_of", x, index(from), index(count));
    }

    NDArray rmsNorm(NDArray x, NDArray weight, NDArray eps, boolean plusOne) {
        return call(plusOne ? "rms_norm_plus_one" : "rms_norm", x, weight, eps);
    }

    NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, NDArray eps) {
        return call("layer_norm", x, weight, bias, eps);
    }

    NDArray linear(NDArray x, NDArray w) {
        return call("linear", x, w);
    }

    /** @param seen x as the adapter sees it */
    NDArray loraLinear(NDArray x, NDArray w, NDArray seen, NDArray a, NDArray b, NDArray scale) {
        return call("lora_linear", x, w, seen, a, b, scale);
    }

    NDArray doraLinear(NDArray x, NDArray w, NDArray seen, NDArray a, NDArray b, NDArray scale, NDArray magnitude) {
        return call("dora_linear", x, w, seen, a, b, scale, magnitude);
    }

    /** x with a share of its values set to zero, the others scaled up to make good for it. */
    NDArray dropout(NDArray x) {
        return dropout == 0 ? x : call("dropout", x, scalar(dropout));
    }

    /** [B,S,N*d] as [B,S,N,d]. */
    NDArray heads(NDArray x, NDArray d) {
        return call("heads", x, d);
    }

    NDArray rope(NDArray x, NDArray cos, NDArray sin) {
        return call("rope", x, cos, sin);
    }

    NDArray packedAttention(NDArray q, NDArray k, NDArray v, NDArray lengths, NDArray options) {
        return call("packed_attention", q, k, v, lengths, options);
    }

    NDArray cachedAttention(NDArray q, NDArray k, NDArray v, KeyValueCache.Layer layer, NDArray start, NDArray mask, NDArray options) {
        return call("cached_attention", q, k, v, layer.keys(), layer.values(), start, mask, options);
    }

    NDArray activation(Activation kind, NDArray x) {
        return call(switch (kind) {
            case SILU -> "silu";
            case GELU -> "gelu";
            case GELU_TANH -> "gelu_tanh";
            case RELU -> "relu";
        }, x);
    }

    NDArray tanh(NDArray x) {
        return call("tanh", x);
    }

    NDArray add(NDArray x, NDArray y) {
        return call("add", x, y);
    }

    NDArray multiply(NDArray x, NDArray y) {
        return call("multiply", x, y);
    }

    /** x times one number, rounded to x's type first. */
    NDArray scale(NDArray x, NDArray by) {
        return call("scale", x, by);
    }

    /** c tanh(x / c) */
    NDArray cap(NDArray x, NDArray c) {
        return call("cap", x, c);
    }

    NDArray last(NDArray x) {
        return call("last", x);
    }

    /** Products with every row of the output matrix, float32; for autograd in one piece, which it keeps: {@link #scoresBack} is for a matrix that is not trained. */
    public NDArray scores(NDArray x, Table head) {
        return record ? call("scores_of", x, head.rows()) : kernels.one(owner, "head_scores", x, head.parts());
    }

    /** The gradient of scores to that of x. */
    public NDArray scoresBack(NDArray gradient, NDArray x, Table head) {
        return kernels.one(owner, "head_scores_back", gradient, x, head.parts());
    }

    NDArray float32(NDArray x) {
        return call("float32", x);
    }

    NDArray moved(NDArray x, NDArray like) {
        return call("moved", x, like);
    }

    NDArray typeAs(NDArray x, NDArray like) {
        return call("same_type", x, like);
    }

    /** Sum of weights [N] x -log softmax(scores [1,N,V])[targets [N]]. */
    public NDArray weightedNll(NDArray scores, NDArray targets, NDArray weights) {
        return call("weighted_nll", scores, targets, weights);
    }

    /** The sum of y times {@code gradient}, float32: walking back from it continues from {@code gradient}. */
    public NDArray seed(NDArray y, NDArray gradient) {
        return call("seed", y, gradient);
    }

    /** {@code sum}, such that walking back from it reaches every one of {@code arrays}. */
    public NDArray withAll(NDArray sum, Collection<NDArray> arrays) {
        NDArray all = sum;
        for (NDArray array : arrays) {
            all = call("add", all, call("nothing_of", array));
        }
        return all;
    }

    private NDArray call(String method, NDArray... arguments) {
        if (record) {
            return kernels.trace(method, arguments);
        }
        return kernels.one(owner, method, (Object[]) arguments);
    }
}
