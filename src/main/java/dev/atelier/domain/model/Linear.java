package dev.atelier.domain.model;

/**
 * A linear layer that an adapter can stand beside: y = x W, W seen as [out, in].
 *
 * @param path its module's, such as {@code model.layers.0.self_attn.q_proj}
 * @param transposed whether its weight is stored as [in, out]
 */
public record Linear(String path, Part part, int in, int out, boolean transposed) {

    static Linear of(TensorSpec spec) {
        long[] shape = spec.shape();
        int a = Math.toIntExact(shape[0]);
        int b = Math.toIntExact(shape[1]);
        return new Linear(spec.name().substring(0, spec.name().length() - ".weight".length()), spec.part(), spec.transposed() ? a : b, spec.transposed() ? b : a, spec.transposed());
    }

    /** As target_modules name it: the path's last part. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** Its path within the block, such as {@code self_attn.q_proj}: the same in every layer. */
    public String inBlock() {
        return path.replaceFirst("^.*?\\.\\d+\\.", "");
    }

    /** Values in its matrix. */
    public long size() {
        return (long) in * out;
    }

    /** Values of an adapter of {@code rank}. */
    public long adapterSize(int rank) {
        return (long) rank * (in + out);
    }
}
