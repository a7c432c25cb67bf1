package dev.atelier.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/** The arrays below one path of a model, seen through adapters: what a network is written with. */
record Modules(Operators op, Weights weights, Adapters adapters, String path, @Nullable InputWatch watch) {
    Modules(Operators op, Weights weights, Adapters adapters, String path) {
        this(op, weights, adapters, path, null);
    }

    Modules below(String more) {
        return new Modules(op, weights, adapters, path + more, watch);
    }

    /** The same, computing with another owner's operators. */
    Modules with(Operators others) {
        return new Modules(others, weights, adapters, path, watch);
    }

    /** The same with every array below {@code inner} there to be computed with, owned by {@code owner} where it has to be made. */
    Modules within(String inner, NDManager owner) {
        return new Modules(op, weights.within(inner, owner), adapters, path, watch);
    }

    /** The array of that name below the path, in the compute type. */
    NDArray weight(String name) {
        var instead = adapters.instead().get(path + name);
        NDArray own = weights.get(path + name);
        return instead == null ? own : op.typeAs(instead, own);
    }

    /** The same of an embedding or the output matrix, as it is kept. */
    Table table(String name) {
        var own = weights.table(path + name);
        var instead = adapters.instead().get(path + name);
        return instead == null ? own : new Table(op.typeAs(instead, own.parts().getLast()), null); // the last part is of the compute type
    }

    /** A linear layer with its bias, if it has one, and its adapter, if there is one. */
    NDArray linear(String module, NDArray x) {
        if (watch != null) {
            watch.see(path + module, x);
        }
        NDArray w = weight(module + ".weight");
        var adapted = adapters.beside().get(path + module);
        NDArray y = adapted == null ? op.linear(x, w) : adapted.apply(op, x, w);
        return weights.has(path + module + ".bias") ? op.add(y, weight(module + ".bias")) : y;
    }

    NDArray layerNorm(String module, NDArray x, NDArray eps) {
        return op.layerNorm(x, weight(module + ".weight"), weight(module + ".bias"), eps);
    }
}
