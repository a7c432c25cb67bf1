package dev.atelier.engine.quant.frozen;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * The 256 values between -1 and 1 of the dynamic data type (Dettmers 2016) that bitsandbytes keeps scales in: a sign, an exponent of ten in
 * unary, and what bits are left for a linear fraction, so that there are many values near the largest and a few down to 1e-7.
 */
public final class DynamicMap {
    private static final int EXPONENTS = 7;
    private static final float[] VALUES = values();

    private DynamicMap() {}

    private static float[] values() {
        var all = new ArrayList<Double>();
        for (int i = 0; i < EXPONENTS; i++) {
            int count = 1 << i;
            for (int j = 0; j < count; j++) {
                double value = (0.1 + 0.9 * (j + 0.5) / count) * Math.pow(10, i + 1 - EXPONENTS);
                all.add(value);
                all.add(-value);
            }
        }
        all.add(0.0);
        all.add(1.0);
        var out = new float[256];
        for (int i = 0; i < out.length; i++) {
            out[i] = all.get(i).floatValue();
        }
        Arrays.sort(out);
        return out;
    }

    /** All values, ascending; a code is a value's place. */
    public static float[] all() {
        return VALUES.clone();
    }

    /** The code of the nearest value. */
    static int nearest(float x) {
        int at = Arrays.binarySearch(VALUES, x);
        if (at >= 0) {
            return at;
        }
        int above = Math.clamp(-at - 1, 1, VALUES.length - 1);
        return x - VALUES[above - 1] > VALUES[above] - x ? above : above - 1;
    }
}
