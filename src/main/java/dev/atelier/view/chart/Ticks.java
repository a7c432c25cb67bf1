package dev.atelier.view.chart;

import java.util.ArrayList;
import java.util.List;

/** Round values for an axis, at most as many as fit. */
final class Ticks {
    private static final double[][] MANTISSAS = {{1}, {1, 3}, {1, 2, 5}, {1, 1.5, 2, 3, 5, 7}};

    private Ticks() {}

    /** One value and how many decimals it needs. */
    record Tick(double value, int digits) {}

    /** Equal steps of 1, 2 or 5 times a power of ten, none smaller than {@code smallest}. */
    static List<Tick> linear(double low, double high, int most, double smallest) {
        double rough = Math.max((high - low) / Math.max(1, most), smallest);
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough <= power * 1.0001 ? 1 : rough <= 2 * power ? 2 : rough <= 5 * power ? 5 : 10);
        int digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (double i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(new Tick(i * step + 0.0, digits));
        }
        return ticks;
    }

    /** Powers of ten and, where there is room, their simple multiples; equal steps when the range is too small for them. */
    static List<Tick> logarithmic(double low, double high, int most) {
        for (int set = MANTISSAS.length - 1; set >= 0; set--) {
            List<Tick> ticks = decades(low, high, MANTISSAS[set], 1);
            if (ticks.size() <= most) {
                return ticks.size() >= 3 ? ticks : linear(low, high, most, 0);
            }
        }
        int stride = (int) Math.ceil((Math.log10(high) - Math.log10(low)) / Math.max(1, most));
        return decades(low, high, MANTISSAS[0], Math.max(1, stride));
    }

    private static List<Tick> decades(double low, double high, double[] mantissas, int stride) {
        List<Tick> ticks = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
            if (Math.floorMod(power, stride) == 0) {
                for (double mantissa : mantissas) {
                    double value = power < 0 ? mantissa / Math.pow(10, -power) : mantissa * Math.pow(10, power);
                    if (value >= low * 0.9999 && value <= high * 1.0001) {
                        ticks.add(new Tick(value, Math.max(0, -power + (mantissa == 1.5 ? 1 : 0))));
                    }
                }
            }
        }
        return ticks;
    }
}
