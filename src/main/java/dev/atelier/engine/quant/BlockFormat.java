package dev.atelier.engine.quant;

/** One way to store a row of float32 in blocks. Implementations hold no state; rows are whole numbers of blocks. */
public interface BlockFormat {
    /** {@code n} values from {@code from[off]} on, as blocks from {@code into[at]} on. */
    void quantize(float[] from, int off, int n, byte[] into, int at);

    /** The values of the blocks from {@code from[at]} on: {@code n} of them, into {@code into[off]} and after. */
    void dequantize(byte[] from, int at, float[] into, int off, int n);
}
