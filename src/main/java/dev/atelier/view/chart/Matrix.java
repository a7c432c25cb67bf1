package dev.atelier.view.chart;

/**
 * One weight matrix of a transformer layer.
 *
 * @param name as target_modules have it, with so much of its path before it that no other matrix of the layer has the same
 * @param bytes it takes where it is stored
 * @param addedParameters what an adapter adds to it in one layer
 * @param adapted how many layers' matrices of this name carry an adapter
 */
public record Matrix(String name, long inputs, long outputs, long bytes, long addedParameters, int adapted) {
    long parameters() {
        return inputs * outputs;
    }
}
