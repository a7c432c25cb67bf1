package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** One block's frozen arrays, in the compute type. */
public record LayerWeights(
        NDArray inputNorm, // [H]
        NDArray q, // [heads*d, H]
        NDArray k, // [kv heads*d, H]
        NDArray v, // [kv heads*d, H]
        NDArray o, // [H, heads*d]
        NDArray postNorm, // [H]
        NDArray gate, // [I, H]
        NDArray up, // [I, H]
        NDArray down) { // [H, I]

    /** Names below {@code model.layers.N.}, in the kernels' order. */
    public static final List<String> NAMES = List.of("input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
            "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj");

    static LayerWeights of(List<NDArray> a) {
        return new LayerWeights(a.get(0), a.get(1), a.get(2), a.get(3), a.get(4), a.get(5), a.get(6), a.get(7), a.get(8));
    }

    /** In the kernels' order. */
    public List<NDArray> list() {
        return List.of(inputNorm, q, k, v, o, postNorm, gate, up, down);
    }

    /** Hugging Face's name of array {@code index} of layer {@code layer}. */
    public static String name(int layer, int index) {
        return "model.layers." + layer + "." + NAMES.get(index) + ".weight";
    }
}
