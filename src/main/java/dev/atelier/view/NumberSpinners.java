package dev.atelier.view;

import dev.atelier.view.chart.Units;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.text.ParsePosition;
import javafx.beans.property.Property;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory.DoubleSpinnerValueFactory;
import javafx.util.StringConverter;

/** Fields for numbers with arrows: typed text counts on Enter and when the field is left; what is no number, or out of range, goes back to what it was. */
public final class NumberSpinners {
    private NumberSpinners() {}

    /** Binds both ways; {@code digits}: decimals shown at most. */
    public static void bind(Spinner<Double> spinner, Property<Number> property, double min, double max, double step, int digits, Units units) {
        var values = new DoubleSpinnerValueFactory(min, max, property.getValue().doubleValue(), step);
        values.setConverter(new StringConverter<>() {
            @Override
            public String toString(Double value) {
                BigDecimal plain = BigDecimal.valueOf(value == null ? min : value).setScale(digits, java.math.RoundingMode.HALF_UP).stripTrailingZeros();
                return units.number(plain.doubleValue(), Math.max(0, plain.scale()));
            }

            @Override
            public Double fromString(String text) {
                return read(text.strip(), values.getValue(), units);
            }
        });
        spinner.setValueFactory(values);
        values.valueProperty().addListener((observable, was, now) -> {
            if (now != null && now != property.getValue().doubleValue()) {
                property.setValue(now);
            }
        });
        property.subscribe(now -> values.setValue(now.doubleValue()));
        spinner.focusedProperty().subscribe(focused -> {
            if (!focused) {
                spinner.commitValue();
            }
        });
    }

    private static Double read(String text, Double otherwise, Units units) {
        var position = new ParsePosition(0);
        Number number = NumberFormat.getInstance(units.locale()).parse(text, position);
        if (number != null && position.getIndex() == text.length()) {
            return number.doubleValue();
        }
        try {
            return Double.valueOf(text); // 1e-4, or a decimal point in French
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
