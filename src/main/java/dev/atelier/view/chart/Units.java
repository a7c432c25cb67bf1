package dev.atelier.view.chart;

import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Numbers as people read them, in one language. Sizes count in 1024s and are written as memory is sold and reported: 1 GB is 2^30 bytes, so that a
 * card of 8 GB reads 8.0 GB.
 */
public final class Units {
    private static final double STEP = 1024;
    private static final String[] SIZES = {"bytes", "kb", "mb", "gb", "tb"};
    private static final int GIGA = 3;
    private final Locale locale;
    private final ResourceBundle texts;

    private Units(Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle("dev.atelier.view.chart.Messages", locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** Units of one language; English where there is no translation. */
    public static Units of(Locale locale) {
        return new Units(locale);
    }

    /** The language. */
    public Locale locale() {
        return locale;
    }

    /** {@code 1.2 GB}, {@code 64 MB}, {@code 512 bytes}: one decimal for gigabytes and where there is only one digit before it. */
    public String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= STEP - 0.05 && unit < SIZES.length - 1) {
            value /= STEP;
            unit++;
        }
        return text("size." + SIZES[unit], number(value, unit > 0 && (unit >= GIGA || Math.abs(value) < 9.95) ? 1 : 0));
    }

    /** {@code 5.1 of 7.6 GB}, {@code 433 of 459 MB}: both in the unit of the larger; {@code 20 MB of 7.6 GB} where the part would read zero. */
    public String bytesOf(long part, long whole) {
        int unit = 0;
        double scale = 1;
        while (Math.max(part, whole) / scale >= STEP && unit < SIZES.length - 1) {
            scale *= STEP;
            unit++;
        }
        int digits = unit == 0 || Math.max(part, whole) / scale >= 99.95 ? 0 : 1;
        String small = part > 0 && part / scale < 0.05 ? bytes(part) : number(part / scale, digits);
        return text("size.of", small, text("size." + SIZES[unit], number(whole / scale, digits)));
    }

    /** {@code 12,345}. */
    public String count(long count) {
        return NumberFormat.getIntegerInstance(locale).format(count);
    }

    /** Parameters of a model: {@code 940}, {@code 12.3 K}, {@code 5.8 M}, {@code 7.2 B}. */
    public String parameters(long count) {
        if (count < 1_000) {
            return count(count);
        }
        if (count < 999_950) {
            return text("parameters.thousand", number(count / 1e3, 1));
        }
        return count < 999_950_000 ? text("parameters.million", number(count / 1e6, 1)) : text("parameters.billion", number(count / 1e9, 1));
    }

    /** A share of 1 in percent: {@code 0.42 %} under one percent, {@code 4.2 %} under ten, {@code 42 %} from there on; {@code < 0.01 %} for what would read zero. */
    public String percent(double share) {
        double percent = share * 100;
        double size = Math.abs(percent);
        if (size > 0 && size < 0.005) {
            return text("percent", "< " + number(0.01, 2));
        }
        return text("percent", number(percent, size < 0.995 && size > 0 ? 2 : size < 9.95 ? 1 : 0));
    }

    /** A number with a fixed count of decimals, thousands separated. */
    public String number(double value, int digits) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(value);
    }

    /** A loss: four significant digits, at most four decimals. */
    public String loss(double loss) {
        double size = Math.abs(loss);
        return number(loss, size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
    }

    /** A small number in few characters: {@code 0.0005}, {@code 4.2e-5}. */
    public String scientific(double value) {
        double size = Math.abs(value);
        if (size == 0 || size >= 1e-3) {
            return number(value, size == 0 ? 0 : 4);
        }
        int exponent = (int) Math.floor(Math.log10(size));
        return number(value / Math.pow(10, exponent), 1) + "e" + exponent;
    }

    /** How long something took: {@code 45 s}, {@code 12 min 5 s}, {@code 2 h 5 min}. */
    public String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return text("duration.seconds", seconds);
        }
        return seconds < 3600 ? text("duration.minutes", seconds / 60, seconds % 60) : text("duration.hours", seconds / 3600, seconds % 3600 / 60);
    }

    /** How long something will still take, as people say it: {@code about 12 minutes left}. */
    public String left(Duration time) {
        double minutes = time.toSeconds() / 60.0;
        if (minutes < 0.9) {
            return text(minutes < 0.25 ? "left.moment" : "left.underMinute");
        }
        if (minutes < 55) {
            return text("left.minutes", Math.round(minutes < 20 ? minutes : minutes / 5) * (minutes < 20 ? 1 : 5));
        }
        double hours = minutes / 60;
        if (hours < 10) {
            long halves = Math.round(hours * 2);
            return halves % 2 == 0 ? text("left.hours", halves / 2) : text("left.halfHours", halves / 2);
        }
        return hours < 36 ? text("left.hours", Math.round(hours)) : text("left.days", Math.round(hours / 24));
    }

    /** Whether there is such a sentence. */
    boolean has(String key) {
        return texts.containsKey(key);
    }

    /** One sentence of this package's bundle, filled in. */
    String text(String key, Object... values) {
        return new MessageFormat(texts.getString(key), locale).format(values);
    }
}
