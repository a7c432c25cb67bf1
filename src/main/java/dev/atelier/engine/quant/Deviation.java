package dev.atelier.engine.quant;

/** Weights for Q4_K and Q5_K where no column has an importance: the root of the group's mean square, and the value's magnitude. */
final class Deviation {
    private Deviation() {}

    static void weigh(Groups groups) {
        var mean = new float[groups.lanes];
        for (var row : groups.values) {
            for (int g = 0; g < mean.length; g++) {
                mean[g] += row[g] * row[g];
            }
        }
        for (int g = 0; g < mean.length; g++) {
            mean[g] = (float) Math.sqrt(mean[g] / groups.size);
        }
        for (int i = 0; i < groups.size; i++) {
            add(mean, groups.values[i], groups.weights[i]);
        }
    }

    private static void add(float[] mean, float[] x, float[] w) {
        for (int g = 0; g < x.length; g++) {
            w[g] = mean[g] + Math.abs(x[g]);
        }
    }
}
