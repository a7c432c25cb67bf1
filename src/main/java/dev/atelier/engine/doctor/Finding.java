package dev.atelier.engine.doctor;

/** One line of the report: {@code ok} unless {@code todo} says what would mend or improve it. */
public record Finding(String name, String value, boolean ok, String todo) {
    static Finding good(String name, String value) {
        return new Finding(name, value, true, "");
    }

    static Finding lacking(String name, String value, String todo) {
        return new Finding(name, value, false, todo);
    }
}
