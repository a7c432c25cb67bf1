package dev.atelier.engine.io.gguf;

/**
 * How GGUF stores one tensor, compared with Hugging Face.
 *
 * @param rows the order of its rows, or of a vector's elements
 * @param transposed whether a matrix has its dimensions exchanged: GPT-2's weights are [in, out] in Hugging Face
 * @param added what is added to every value: Gemma's norms are kept less one in Hugging Face
 */
public record TensorLayout(RowOrder rows, boolean transposed, float added) {
    /** The same on both sides. */
    public static final TensorLayout SAME = new TensorLayout(RowOrder.SAME, false, 0);

    /** The matrix turned round. */
    public static final TensorLayout TRANSPOSED = new TensorLayout(RowOrder.SAME, true, 0);

    static TensorLayout ordered(RowOrder rows) {
        return new TensorLayout(rows, false, 0);
    }

    static TensorLayout plus(float added) {
        return new TensorLayout(RowOrder.SAME, false, added);
    }

    /** The other side's shape, either way, outermost dimension first. */
    public long[] shape(long[] shape) {
        return transposed ? new long[] {shape[1], shape[0]} : shape;
    }
}
