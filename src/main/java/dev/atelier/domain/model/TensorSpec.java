package dev.atelier.domain.model;

/**
 * One tensor of a model.
 *
 * @param name Hugging Face's, such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param transposed whether a matrix is stored as [in, out] (GPT-2's Conv1D) and not as [out, in]
 * @param shape as stored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TensorSpec(String name, Part part, boolean transposed, long... shape) {

    static TensorSpec of(String name, Part part, long... shape) {
        return new TensorSpec(name, part, false, shape);
    }

    /** Values in it. */
    public long elements() {
        long n = 1;
        for (long d : shape) {
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    /** Whether it is the matrix of a linear layer inside the blocks, which an adapter can stand beside. */
    public boolean linear() {
        return (part == Part.ATTENTION || part == Part.MLP) && shape.length == 2 && name.endsWith(".weight");
    }
}
