package dev.atelier.view.learn;

import dev.atelier.ui.Messages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** A number as every type keeps it, and a small matrix quantized by absmax. */
final class NumbersViewModel {
    private static final int INT8 = 8;
    private static final int NF4 = 4;
    private final Messages.Texts texts;
    private final StringProperty number = new SimpleStringProperty(this, "number", "0.123456789");
    private final StringProperty largest = new SimpleStringProperty(this, "largest", "1");
    private final StringProperty matrix = new SimpleStringProperty(this, "matrix", "1.2 -3.1 0.8 2.4 5.4\n0.11 -0.24 0.05 0.31 -0.16");
    private final ObjectProperty<Integer> bits = new SimpleObjectProperty<>(this, "bits", INT8);
    private final BooleanProperty byRow = new SimpleBooleanProperty(this, "byRow");

    NumbersViewModel(Messages messages) {
        texts = messages.of(getClass());
        var figures = new Figures(messages.locale());
        number.set(figures.local(number.get()));
        matrix.set(figures.local(matrix.get()));
    }

    /**
     * A number as a type keeps it.
     *
     * @param bits the first {@code sign} of them a sign, then {@code exponent}, then the rest; with no sign, a code
     * @param value read back
     * @param error relative; NaN where nothing can be said
     */
    record Kept(String type, List<Boolean> bits, int sign, int exponent, double value, double error) {}

    /** What is wrong with what was typed; empty where nothing is. */
    String problem() {
        if (value().isEmpty()) {
            return texts.get("numbers.wrong");
        }
        return blockLargest().isEmpty() || blockLargest().getAsDouble() <= 0 ? texts.get("numbers.largest.wrong") : "";
    }

    private OptionalDouble value() {
        return Figures.parse(number.get());
    }

    private OptionalDouble blockLargest() {
        return Figures.parse(largest.get());
    }

    /** In every type; none while something is wrong. */
    List<Kept> kept() {
        if (!problem().isEmpty()) {
            return List.of();
        }
        double value = value().orElseThrow();
        double block = Math.max(Math.abs(value), blockLargest().orElseThrow());
        var all = new ArrayList<Kept>();
        for (NumberType type : NumberType.values()) {
            all.add(new Kept(type.text(), type.bits(value), 1, type.exponentBits(), type.round(value), error(value, type.round(value))));
        }
        int integer = (int) Math.rint(value * 127 / block);
        all.add(new Kept("INT8 absmax", bits(integer & 0xff, INT8), 1, 0, integer * block / 127, error(value, integer * block / 127)));
        int code = NormalFloat.code(value / block);
        double back = NormalFloat.value(code) * block;
        all.add(new Kept("NF4", bits(code, NF4), 0, 0, back, error(value, back)));
        return all;
    }

    private static double error(double value, double back) {
        return value == 0 ? Math.abs(back) : Math.abs(back - value) / Math.abs(value);
    }

    private static List<Boolean> bits(int value, int count) {
        return IntStream.range(0, count).mapToObj(i -> (value >> (count - 1 - i) & 1) == 1).toList();
    }

    /**
     * A quantized matrix.
     *
     * @param rows one for each row, with its own constant or all with the same
     * @param error root mean square over all values
     */
    record Quantized(List<List<Double>> values, List<Absmax> rows, double error) {}

    /** Empty rows and values where what was typed is no matrix. */
    Quantized quantized() {
        var values = new ArrayList<List<Double>>();
        for (String line : matrix.get().lines().filter(line -> !line.isBlank()).toList()) {
            var row = Arrays.stream(line.strip().split("[\\s;]+")).map(Figures::parse).toList();
            if (row.stream().anyMatch(OptionalDouble::isEmpty)) {
                return new Quantized(List.of(), List.of(), 0);
            }
            values.add(row.stream().map(OptionalDouble::orElseThrow).toList());
        }
        var flat = values.stream().flatMap(List::stream).toList();
        var whole = Absmax.of(flat, bits.get());
        var rows = new ArrayList<Absmax>();
        double squares = 0;
        int at = 0;
        for (var row : values) {
            var one = byRow.get() ? Absmax.of(row, bits.get())
                    : new Absmax(whole.constant(), whole.integers().subList(at, at + row.size()), whole.back().subList(at, at + row.size()));
            rows.add(one);
            squares += Math.pow(one.error(row), 2) * row.size();
            at += row.size();
        }
        return new Quantized(values, rows, flat.isEmpty() ? 0 : Math.sqrt(squares / flat.size()));
    }

    StringProperty numberProperty() {
        return number;
    }

    StringProperty largestProperty() {
        return largest;
    }

    StringProperty matrixProperty() {
        return matrix;
    }

    ObjectProperty<Integer> bitsProperty() {
        return bits;
    }

    BooleanProperty byRowProperty() {
        return byRow;
    }
}
