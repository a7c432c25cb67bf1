package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One block of a Llama (Touvron et al. 2023), operator by operator: x + attention(norm(x)), then x + swiglu(norm(x)). The reference that the
 * hand-written training kernels are tested against, and what generation runs.
 */
final class LlamaBlock implements Block {
    private final LayerWeights w;
    private final Map<String, Adapted> adapters;

    /** @param adapters by module name, such as {@code self_attn.q_proj} */
    LlamaBlock(LayerWeights weights, Map<String, Adapted> adapters) {
        this.w = weights;
        this.adapters = adapters;
    }

    @Override
    public NDArray forward(Operators op, NDArray x, Positions at, @Nullable CachedLayer cache) {
        NDArray h = op.rmsNorm(x, w.inputNorm(), at.eps()); // [B,S,H]
        NDArray q = op.rope(op.heads(project(op, "self_attn.q_proj", h, w.q()), at.cos()), at.cos(), at.sin()); // [B,S,heads,d]
        NDArray k = op.rope(op.heads(project(op, "self_attn.k_proj", h, w.k()), at.cos()), at.cos(), at.sin()); // [B,S,kv heads,d]
        NDArray v = op.heads(project(op, "self_attn.v_proj", h, w.v()), at.cos()); // [B,S,kv heads,d]
        NDArray o = cache == null ? op.attention(q, k, v) : op.cachedAttention(q, k, v, cache.layer(), cache.start(), cache.mask()); // [B,S,heads*d]
        NDArray x1 = op.add(x, project(op, "self_attn.o_proj", o, w.o()));
        NDArray h1 = op.rmsNorm(x1, w.postNorm(), at.eps());
        NDArray f = op.swiglu(project(op, "mlp.gate_proj", h1, w.gate()), project(op, "mlp.up_proj", h1, w.up())); // [B,S,I]
        return op.add(x1, project(op, "mlp.down_proj", f, w.down()));
    }

    private NDArray project(Operators op, String module, NDArray x, NDArray weight) {
        var adapter = adapters.get(module);
        return adapter == null ? op.linear(x, weight) : op.loraLinear(x, weight, adapter.a(), adapter.b(), adapter.scale());
    }
}
