package dev.atelier.engine.quant.frozen;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * The 256 values of the dynamic data type (Dettmers 2016; Dettmers et al. 2022): an exponent of ten in unary and what bits are left for a linear
 * fraction, so that there are many values near the largest, 1, and a few down to 1e-7. Signed, as bitsandbytes keeps scales and first moments in, or
 * unsigned, with one bit more for the fraction, as it keeps second moments.
 */
public final class DynamicMap {
    private static final int EXPONENTS = 7;
    private static final float[] SIGNED = values(true);
    private static final float[] UNSIGNED = values(false);

    private DynamicMap() {}

    private static float[] values(boolean signed) {
        var all = new ArrayList<Double>();
        for (int i = 0; i < EXPONENTS; i++) {
            int count = (signed ? 1 : 2) << i;
            for (int j = 0; j < count; j++) {
                double value = (0.1 + 0.9 * (j + 0.5) / count) * Math.pow(10, i + 1 - EXPONENTS);
                all.add(value);
                if (signed) {
                    all.add(-value);
                }
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

    /** Those between -1 and 1, ascending; a code is a value's place. */
    public static float[] signed() {
        return SIGNED.clone();
    }

    /** Those between 0 and 1, ascending. */
    public static float[] unsigned() {
        return UNSIGNED.clone();
    }

    /** The 255 places half way between ascending values: as many of them as are below x is the code of the value nearest to x. */
    public static float[] midpoints(float[] values) {
        var out = new float[values.length - 1];
        for (int i = 0; i < out.length; i++) {
            out[i] = (values[i] + values[i + 1]) / 2;
        }
        return out;
    }

    /** The code of the nearest signed value. */
    static int nearest(float x) {
        int at = Arrays.binarySearch(SIGNED, x);
        if (at >= 0) {
            return at;
        }
        int above = Math.clamp(-at - 1, 1, SIGNED.length - 1);
        return x - SIGNED[above - 1] > SIGNED[above] - x ? above : above - 1;
    }
}
