package dev.atelier.view.export;

/** How a GGUF file's large matrices are written, from exact to small; bits per weight include a block's scale and are those of most matrices: a mix gives some others more. */
enum Quant {
    F32(32), F16(16), BF16(16), Q8_0(8.5), Q6_K(6.5625), Q5_K_M(5.5), Q5_K_S(5.5), Q5_1(6), Q5_0(5.5), Q4_K_M(4.5), Q4_K_S(4.5), Q4_1(5), Q4_0(4.5), IQ4_NL(4.5), IQ4_XS(4.25), Q3_K_L(3.4375),
    Q3_K_M(3.4375), Q3_K_S(3.4375), Q2_K(2.625);

    private final double bits;

    Quant(double bits) {
        this.bits = bits;
    }

    double bits() {
        return bits;
    }

    /** Whether it is offered at once; the rest are for those who ask. */
    boolean usual() {
        return switch (this) {
            case F16, Q8_0, Q6_K, Q5_K_M, Q4_K_M, Q3_K_M, Q2_K -> true;
            default -> false;
        };
    }

    /** Whether it rounds too much for anything but tests. */
    boolean forTests() {
        return bits < 4;
    }
}
