package dev.atelier.view.data;

import java.util.Locale;

/** Something to say of the rows that also chooses among them; {@code text} has the number. */
record RowFinding(Kind kind, String text) {
    enum Kind {
        ALL("fth-list"), BAD("fth-x-octagon"), LONG("fth-scissors"), EDITED("fth-edit-2"), PROBLEM("fth-alert-triangle");

        private final String icon;

        Kind(String icon) {
            this.icon = icon;
        }

        String icon() {
            return icon;
        }

        String key() {
            return "finding." + name().toLowerCase(Locale.ROOT);
        }
    }
}
