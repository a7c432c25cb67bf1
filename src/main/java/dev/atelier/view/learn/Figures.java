package dev.atelier.view.learn;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as the user writes and reads them, with all the digits that matter. */
final class Figures {
    private static final MathContext DIGITS = new MathContext(12);
    private static final double LONG = 1e12;
    private static final double SHORT = 1e-7;
    private final DecimalFormatSymbols symbols;

    Figures(Locale locale) {
        symbols = DecimalFormatSymbols.getInstance(locale);
    }

    /** Empty where {@code text} is no finite number; a comma is as good as a point. */
    static OptionalDouble parse(String text) {
        try {
            double value = Double.parseDouble(text.strip().replace(',', '.').replace('−', '-'));
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Twelve digits at most. */
    String exact(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        var rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        return local(value == 0 || size >= SHORT && size < LONG ? rounded.toPlainString() : rounded.toString());
    }

    /** A text with a point, as people of the locale write it. */
    String local(String number) {
        return number.replace('.', symbols.getDecimalSeparator()).replace('-', '−');
    }
}
