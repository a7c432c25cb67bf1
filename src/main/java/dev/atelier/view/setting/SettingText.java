package dev.atelier.view.setting;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.SettingInfo;
import dev.atelier.domain.Settings;
import dev.atelier.domain.TrainingConfig;
import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.stream.Collectors;

/** A setting's value as text in a field, with the decimal sign of the user's language; what is read is as after {@code --set name=}. */
final class SettingText {
    /** Smaller numbers are written 1e-8. */
    private static final double SMALL = 1e-4;

    private SettingText() {}

    static String show(SettingInfo info, TrainingConfig config, Locale locale) {
        JsonNode value = Settings.value(config, info.name());
        if (value.isArray()) {
            return value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","));
        }
        if (value.isObject()) {
            return value.properties().stream().map(entry -> entry.getKey() + "=" + entry.getValue().asText()).collect(Collectors.joining(","));
        }
        return value.isDouble() ? number(value.asDouble()).replace('.', decimal(locale)) : value.asText();
    }

    static String read(SettingInfo info, String text, Locale locale) {
        boolean number = info.type() == double.class || info.type() == int.class || info.type() == long.class;
        return number ? text.replaceAll("[\\s\\u00a0\\u202f]", "").replace(decimal(locale), '.') : text;
    }

    private static String number(double value) {
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (value == 0 || Math.abs(value) >= SMALL) {
            return exact.toPlainString();
        }
        int exponent = exact.precision() - exact.scale() - 1;
        return exact.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }

    private static char decimal(Locale locale) {
        return DecimalFormatSymbols.getInstance(locale).getDecimalSeparator();
    }
}
