package dev.atelier.engine.quant;

/** A format whose blocks are read one after another. */
abstract class BlockByBlock implements BlockReader {
    private final int elements;
    private final int bytes;

    BlockByBlock(int elements, int bytes) {
        this.elements = elements;
        this.bytes = bytes;
    }

    @Override
    public final void dequantize(byte[] from, int at, float[] into, int off, int n) {
        for (int block = 0; block < n / elements; block++) {
            block(from, at + block * bytes, into, off + block * elements);
        }
    }

    /** The block at {@code x[at]}, into {@code y[off]} and after. */
    abstract void block(byte[] x, int at, float[] y, int off);
}
