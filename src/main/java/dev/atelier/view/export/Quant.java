package dev.atelier.view.export;

/** How a GGUF file's large matrices are written, from exact to small; bits per weight include a block's scale. */
enum Quant {
    F32(32), F16(16), BF16(16), Q8_0(8.5), Q4_0(4.5);

    private final double bits;

    Quant(double bits) {
        this.bits = bits;
    }

    double bits() {
        return bits;
    }
}
