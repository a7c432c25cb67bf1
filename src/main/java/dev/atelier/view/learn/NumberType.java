package dev.atelier.view.learn;

import java.util.ArrayList;
import java.util.List;

/** A floating-point type: a sign, {@code exponentBits} with their bias, {@code fractionBits}. Rounding is to nearest, ties to even. */
enum NumberType {
    FP32("FP32", 8, 23, true), TF32("TF32", 8, 10, true), FP16("FP16", 5, 10, true), BF16("BF16", 8, 7, true), E4M3("FP8 E4M3", 4, 3, false), E5M2("FP8 E5M2", 5, 2, true);

    private final String text;
    private final int exponentBits;
    private final int fractionBits;
    private final boolean infinities;

    NumberType(String text, int exponentBits, int fractionBits, boolean infinities) {
        this.text = text;
        this.exponentBits = exponentBits;
        this.fractionBits = fractionBits;
        this.infinities = infinities;
    }

    /** What it is called. */
    String text() {
        return text;
    }

    int exponentBits() {
        return exponentBits;
    }

    int fractionBits() {
        return fractionBits;
    }

    private int bias() {
        return (1 << exponentBits - 1) - 1;
    }

    /** The largest finite value; E4M3 has no infinities and keeps one pattern for NaN. */
    double largest() {
        return infinities ? Math.scalb(2 - Math.scalb(1.0, -fractionBits), bias()) : Math.scalb(2 - Math.scalb(1.0, 1 - fractionBits), bias() + 1);
    }

    /** The nearest value of this type; beyond the largest, infinity, or NaN where there is none. */
    double round(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return value;
        }
        int exponent = Math.max(Math.getExponent(value), 1 - bias());
        double step = Math.scalb(1.0, exponent - fractionBits);
        double rounded = Math.rint(value / step) * step;
        return Math.abs(rounded) <= largest() ? rounded : infinities ? Math.copySign(Double.POSITIVE_INFINITY, value) : Double.NaN;
    }

    /** The nearest value's bits, the sign first. */
    List<Boolean> bits(double value) {
        double rounded = round(value);
        boolean negative = Double.doubleToRawLongBits(rounded) < 0;
        int exponent;
        long fraction;
        if (Double.isNaN(rounded)) {
            exponent = (1 << exponentBits) - 1;
            fraction = (1L << fractionBits) - 1;
        } else if (Double.isInfinite(rounded)) {
            exponent = (1 << exponentBits) - 1;
            fraction = 0;
        } else {
            boolean normal = Math.abs(rounded) >= Math.scalb(1.0, 1 - bias());
            exponent = normal ? Math.getExponent(rounded) + bias() : 0;
            double scaled = Math.abs(rounded) / Math.scalb(1.0, normal ? Math.getExponent(rounded) : 1 - bias());
            fraction = (long) ((scaled - (normal ? 1 : 0)) * (1L << fractionBits));
        }
        var bits = new ArrayList<Boolean>();
        bits.add(negative);
        add(bits, exponent, exponentBits);
        add(bits, fraction, fractionBits);
        return bits;
    }

    private static void add(List<Boolean> bits, long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bits.add((value >> i & 1) == 1);
        }
    }
}
