package dev.atelier.engine.data;

/** Why a line is not a row. */
final class BadRow extends Exception {
    private static final long serialVersionUID = 1;

    BadRow(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
