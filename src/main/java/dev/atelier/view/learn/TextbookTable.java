package dev.atelier.view.learn;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** A textbook's table of one number in four types, as printed; arithmetic is beside it. */
final class TextbookTable {
    /**
     * A row.
     *
     * @param value in FP32, as printed
     * @param fp16 as printed, and so on; "infinity" beyond a type's range
     */
    record Row(String value, String fp16, String bf16, String tf32) {
        /** What is printed for {@code type}. */
        String printed(NumberType type) {
            return switch (type) {
                case FP16 -> fp16;
                case BF16 -> bf16;
                case TF32 -> tf32;
                default -> value;
            };
        }

        /** Arithmetic's value: the number, rounded to FP32 as it is stored, rounded to {@code type}. */
        double computed(NumberType type) {
            return type.round(NumberType.FP32.round(Double.parseDouble(value)));
        }

        /** Whether print is arithmetic's value, to as many digits as are printed. */
        boolean agrees(NumberType type) {
            double computed = computed(type);
            if (printed(type).equals("infinity") || Double.isInfinite(computed)) {
                return printed(type).equals("infinity") && Double.isInfinite(computed);
            }
            var print = new BigDecimal(printed(type)).stripTrailingZeros();
            return new BigDecimal(computed).round(new MathContext(Math.max(6, print.precision()))).compareTo(print) == 0;
        }
    }

    static final List<NumberType> TYPES = List.of(NumberType.FP16, NumberType.BF16, NumberType.TF32);
    static final List<Row> ROWS = List.of(new Row("0.0123456789", "0.0123443603515625", "0.0123291", "0.0123443603515625"), new Row("0.123456789", "0.12347412109375", "0.123535", "0.1234130859375"),
            new Row("1.23456789", "1.234375", "1.23438", "1.234375"), new Row("12.3456789", "12.34375", "12.375", "12.34375"), new Row("123.456789", "123.4375", "123.5", "123.4375"),
            new Row("1234.56789", "1235.0", "1232.0", "1234.0"), new Row("12345.6789", "12344.0", "12352.0", "12344.0"), new Row("123456.789", "infinity", "123392.0", "123456.0"),
            new Row("1234567.89", "infinity", "1236990.0", "1233920.0"));

    private TextbookTable() {}
}
