package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Kernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Float32 sums of gradients over the micro-batches of a step; the first ones are kept as they come, so that no zeros are written. */
final class GradientSums {
    private final Kernels kernels;
    private final NDManager owner;
    private final List<@Nullable NDArray> sums;

    GradientSums(Kernels kernels, NDManager owner, int size) {
        this.kernels = kernels;
        this.owner = owner;
        this.sums = new ArrayList<>(Collections.nCopies(size, null));
    }

    /** Adds gradients times {@code scales} to the sums from {@code first} on. */
    void add(int first, List<NDArray> gradients, double[] scales) {
        if (sums.get(first) == null) {
            var own = kernels.run(owner, "scaled", gradients, scales);
            for (int i = 0; i < own.size(); i++) {
                sums.set(first + i, own.get(i));
            }
        } else {
            kernels.run(owner, "accumulate", all().subList(first, first + gradients.size()), gradients, scales).close();
        }
    }

    /** The sum at {@code index}, which has been added to. */
    NDArray get(int index) {
        var sum = sums.get(index);
        if (sum == null) {
            throw new IllegalStateException("no gradient for parameter " + index);
        }
        return sum;
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
