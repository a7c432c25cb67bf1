package dev.atelier.engine.io.gguf;

/**
 * How the rows of a query or key projection are ordered: Hugging Face keeps the two halves of each head apart, GGUF's llama interleaves them, as its
 * rotary embedding turns neighbours. In each head of {@code headDim} rows, GGUF's row 2 j + i is Hugging Face's row i headDim / 2 + j, i in {0, 1}.
 */
public record RowOrder(int headDim) {
    /** Rows in the same order on both sides. */
    public static final RowOrder SAME = new RowOrder(0);

    public boolean same() {
        return headDim == 0;
    }

    /** Hugging Face's row for GGUF's {@code row}. */
    public long huggingFace(long row) {
        if (same()) {
            return row;
        }
        long k = row % headDim;
        return row - k + k % 2 * (headDim / 2) + k / 2;
    }

    /** GGUF's row for Hugging Face's {@code row}. */
    public long gguf(long row) {
        if (same()) {
            return row;
        }
        long k = row % headDim;
        long half = headDim / 2;
        return row - k + 2 * (k % half) + k / half;
    }
}
