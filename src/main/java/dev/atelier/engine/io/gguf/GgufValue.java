package dev.atelier.engine.io.gguf;

import java.util.List;

/** A metadata value with its type. */
public sealed interface GgufValue {
    GgufType type();

    /** Any of the integer types; an unsigned 64-bit value keeps its bits. */
    record Whole(GgufType type, long value) implements GgufValue {}

    /** FLOAT32 or FLOAT64. */
    record Real(GgufType type, double value) implements GgufValue {}

    record Flag(boolean value) implements GgufValue {
        @Override
        public GgufType type() {
            return GgufType.BOOL;
        }
    }

    record Text(String value) implements GgufValue {
        @Override
        public GgufType type() {
            return GgufType.STRING;
        }
    }

    /** An array; all of {@code values} are of type {@code element}. */
    record Items(GgufType element, List<GgufValue> values) implements GgufValue {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public GgufType type() {
            return GgufType.ARRAY;
        }
    }

    static GgufValue u32(long value) {
        return new Whole(GgufType.UINT32, value);
    }

    static GgufValue f32(double value) {
        return new Real(GgufType.FLOAT32, (float) value);
    }

    static GgufValue of(boolean value) {
        return new Flag(value);
    }

    static GgufValue of(String value) {
        return new Text(value);
    }

    static GgufValue flags(List<Boolean> values) {
        return new Items(GgufType.BOOL, values.stream().<GgufValue>map(Flag::new).toList());
    }

    static GgufValue strings(List<String> values) {
        return new Items(GgufType.STRING, values.stream().<GgufValue>map(Text::new).toList());
    }

    static GgufValue i32s(List<Integer> values) {
        return new Items(GgufType.INT32, values.stream().<GgufValue>map(v -> new Whole(GgufType.INT32, v)).toList());
    }

    static GgufValue f32s(List<Float> values) {
        return new Items(GgufType.FLOAT32, values.stream().<GgufValue>map(v -> new Real(GgufType.FLOAT32, v)).toList());
    }
}
