package dev.atelier.engine.quant;

/** One way to store a row of float32 in blocks, both ways. */
public interface BlockFormat extends BlockReader {
    /** {@code n} values from {@code from[off]} on, as blocks from {@code into[at]} on. */
    void quantize(float[] from, int off, int n, byte[] into, int at);
}
