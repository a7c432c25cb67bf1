package dev.atelier.engine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One float per value of some parameters, kept as a code of 256 values between -1 and 1 and, for every 256 of them, the largest magnitude. To find the
 * nearest of the 256, the eighth root of x tells in which of 4097 intervals x lies: narrow ones near 0, no wider than the values are apart near 1; one
 * comparison decides between the two codes that an interval may have.
 */
final class EightBitStates {
    private static final int BLOCK = 256;
    private static final int INTERVALS = 2048; // on each side of zero
    private static final double SLACK = 0.01; // of an interval, for a root's rounding

    private final NDArray map;
    private final NDArray bounds;
    private final NDArray lowest;
    private final List<NDArray> codes = new ArrayList<>();
    private final List<NDArray> scales = new ArrayList<>();

    /**
     * States of zero for values of {@code parameters}.
     *
     * @param values 256, ascending
     * @param bounds 255: as many as are below x is the code of x
     */
    EightBitStates(NDManager owner, List<NDArray> parameters, float[] values, float[] bounds) {
        this.map = owner.create(values);
        float[] closed = Arrays.copyOf(bounds, values.length);
        closed[bounds.length] = Float.POSITIVE_INFINITY;
        this.bounds = owner.create(closed);
        this.lowest = owner.create(lowest(bounds));
        for (var p : parameters) {
            codes.add(owner.zeros(new Shape(p.size()), DataType.UINT8));
            scales.add(owner.zeros(new Shape(Math.ceilDiv(p.size(), BLOCK))));
        }
    }

    /** The code of each interval's lower end. */
    private static int[] lowest(float[] bounds) {
        var out = new int[2 * INTERVALS + 1];
        for (int i = 0; i < out.length; i++) {
            double root = (i - SLACK) / INTERVALS - 1;
            double x = Math.copySign(Math.pow(root, 8), root);
            while (out[i] < bounds.length && bounds[out[i]] < x) {
                out[i]++;
            }
        }
        return out;
    }

    /** What the kernels read and write of the parameter at a place. */
    List<NDArray> of(int place) {
        return List.of(codes.get(place), scales.get(place), map, bounds, lowest);
    }

    /** Codes, then scales. */
    List<NDArray> arrays() {
        var out = new ArrayList<>(codes);
        out.addAll(scales);
        return out;
    }
}
