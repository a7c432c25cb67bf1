package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;

/** Sees what every linear layer is given. */
@FunctionalInterface
public interface InputWatch {
    /** {@code input} [1,T,in] of the layer at {@code module}, such as {@code model.layers.0.mlp.down_proj}; it is not to be kept. */
    void see(String module, NDArray input);
}
