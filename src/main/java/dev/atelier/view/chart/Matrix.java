package dev.atelier.view.chart;

/** One weight matrix of a transformer layer, {@code q_proj} to {@code down_proj}, and how many parameters an adapter would add to it in one layer. */
public record Matrix(String name, long inputs, long outputs, long addedParameters) {
    long parameters() {
        return inputs * outputs;
    }
}
