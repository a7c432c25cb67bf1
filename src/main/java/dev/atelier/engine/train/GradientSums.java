package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.atelier.engine.Kernels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Float32 sums of gradients over the micro-batches of a step; the first ones are put in place, so that no zeros are written. */
final class GradientSums {
    private final Kernels kernels;
    private final NDManager owner;
    private final List<@Nullable NDArray> sums;
    private final BitSet begun = new BitSet();

    /** Sums that take the gradients themselves when they come: for large ones, which then are there no earlier. */
    GradientSums(Kernels kernels, NDManager owner, int size) {
        this.kernels = kernels;
        this.owner = owner;
        this.sums = new ArrayList<>(Collections.nCopies(size, null));
    }

    /** Sums whose room is made at once: many small arrays that came one by one would lie in between what is freed, and keep it from being used again. */
    static GradientSums of(Kernels kernels, NDManager owner, List<NDArray> parameters) {
        var all = new GradientSums(kernels, owner, parameters.size());
        for (int i = 0; i < parameters.size(); i++) {
            all.sums.set(i, owner.create(parameters.get(i).getShape()));
        }
        return all;
    }

    /** Adds gradients times {@code scales} to the sums from {@code first} on. */
    void add(int first, List<NDArray> gradients, double[] scales) {
        if (begun.get(first)) {
            kernels.run(owner, "accumulate", room(first, gradients.size()), gradients, scales).close();
        } else if (sums.get(first) == null) {
            var own = kernels.run(owner, "scaled", gradients, scales);
            for (int i = 0; i < own.size(); i++) {
                sums.set(first + i, own.get(i));
            }
        } else {
            kernels.run(owner, "put_scaled", room(first, gradients.size()), gradients, scales).close();
        }
        begun.set(first, first + gradients.size());
    }

    private List<NDArray> room(int first, int size) {
        var room = new ArrayList<NDArray>();
        for (var sum : sums.subList(first, first + size)) {
            room.add(Objects.requireNonNull(sum));
        }
        return room;
    }

    /** The sum at {@code index}, which has been added to. */
    NDArray get(int index) {
        var sum = sums.get(index);
        if (sum == null || !begun.get(index)) {
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
