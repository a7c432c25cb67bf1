package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/** All arrays of a decoder. embedding and head are [vocabulary, H], the same array where they are tied; norm is [H]. */
public record Weights(NDArray embedding, List<LayerWeights> layers, NDArray norm, NDArray head) {

    /** Names and shapes of a model, in the order of {@link #of}: embedding, nine per layer, norm, head unless tied. */
    public static List<Spec> specs(ModelConfig c) {
        var specs = new ArrayList<Spec>();
        long h = c.hidden();
        long q = (long) c.heads() * c.headDim();
        long kv = (long) c.kvHeads() * c.headDim();
        long i = c.intermediate();
        long[][] shapes = {{h}, {q, h}, {kv, h}, {kv, h}, {h, q}, {h}, {i, h}, {i, h}, {h, i}};
        specs.add(new Spec("model.embed_tokens.weight", c.vocabSize(), h));
        for (int layer = 0; layer < c.layers(); layer++) {
            for (int j = 0; j < shapes.length; j++) {
                specs.add(new Spec(LayerWeights.name(layer, j), shapes[j]));
            }
        }
        specs.add(new Spec("model.norm.weight", h));
        if (!c.tied()) {
            specs.add(new Spec("lm_head.weight", c.vocabSize(), h));
        }
        return specs;
    }

    /** Arrays in the order of {@link #specs}. */
    public static Weights of(ModelConfig c, List<NDArray> arrays) {
        var layers = new ArrayList<LayerWeights>();
        for (int layer = 0; layer < c.layers(); layer++) {
            layers.add(LayerWeights.of(arrays.subList(1 + layer * 9, 10 + layer * 9)));
        }
        int norm = 1 + c.layers() * 9;
        return new Weights(arrays.getFirst(), layers, arrays.get(norm), c.tied() ? arrays.getFirst() : arrays.get(norm + 1));
    }

    /** The arrays in the order of {@link #specs}. */
    List<NDArray> list() {
        var all = new ArrayList<NDArray>();
        all.add(embedding);
        layers.forEach(l -> all.addAll(l.list()));
        all.add(norm);
        if (head != embedding) {
            all.add(head);
        }
        return all;
    }

    /** Name and shape of one array. */
    public record Spec(String name, long... shape) {
        public long elements() {
            long n = 1;
            for (long d : shape) {
                n *= d;
            }
            return n;
        }
    }
}
