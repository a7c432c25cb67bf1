package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Kernels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Float32 sums of gradients over the micro-batches of a step; the first ones are put in place, so that no zeros are written. */
final class GradientSums {
    private final Kernels kernels;
    private final NDManager owner;
    private final List<NDArray> sums;
    private final BitSet begun = new BitSet();

    /** @param sums where they are made, of any content */
    GradientSums(Kernels kernels, NDManager owner, List<NDArray> sums) {
        this.kernels = kernels;
        this.owner = owner;
        this.sums = List.copyOf(sums);
    }

    /** Adds gradients times {@code scales} to the sums from {@code first} on. */
    void add(int first, List<NDArray> gradients, double[] scales) {
        var into = sums.subList(first, first + gradients.size());
        kernels.run(owner, begun.get(first) ? "accumulate" : "put_scaled", into, gradients, scales).close();
        begun.set(first, first + gradients.size());
    }

    /** The sum at {@code index}, which has been added to. */
    NDArray get(int index) {
        if (!begun.get(index)) {
            throw new IllegalStateException("no gradient for parameter " + index);
        }
        return sums.get(index);
    }

    /** All of them. */
    List<NDArray> all() {
        var all = new ArrayList<NDArray>();
        for (int i = 0; i < sums.size(); i++) {
            all.add(get(i));
        }
        return all;
    }
}
