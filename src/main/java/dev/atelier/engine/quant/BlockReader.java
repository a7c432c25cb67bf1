package dev.atelier.engine.quant;

/** How a row of float32 is read from blocks. Implementations hold no state; rows are whole numbers of blocks. */
public interface BlockReader {
    /** The values of the blocks from {@code from[at]} on: {@code n} of them, into {@code into[off]} and after. */
    void dequantize(byte[] from, int at, float[] into, int off, int n);
}
