package dev.atelier.engine.quant;

import org.jspecify.annotations.Nullable;

/** One way to store rows of float32 in blocks, both ways. */
public interface BlockFormat extends BlockReader {
    /**
     * {@code n} values from {@code from[off]} on, as blocks from {@code into[at]} on.
     *
     * @param importance a weight from 0 up for the squared error of each column, so that {@code n} is whole rows of as many values; null where all count alike. Formats that search
     *     for no scale leave it aside
     */
    void quantize(float[] from, int off, int n, byte[] into, int at, float @Nullable [] importance);

    /** As above where all columns count alike. */
    default void quantize(float[] from, int off, int n, byte[] into, int at) {
        quantize(from, off, n, into, at, null);
    }
}
