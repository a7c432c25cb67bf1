package dev.atelier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of two columns for people, and numbers as they read them. */
final class Table {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private final List<String[]> rows = new ArrayList<>();

    Table row(String name, String value) {
        rows.add(new String[] {name, value});
        return this;
    }

    @Override
    public String toString() {
        int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        var out = new StringBuilder();
        rows.forEach(row -> out.append(row[0]).append(" ".repeat(width + 2 - row[0].length())).append(row[1]).append('\n'));
        return out.toString();
    }

    /** {@code 1.5 GiB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** {@code 6,738,415,616}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 1:02:03} or {@code 2:03}. */
    static String time(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600 ? String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60) : String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
    }
}
