package dev.atelier.view.export;

import java.util.Locale;

/** What can be written. */
enum Format {
    GGUF("fth-file"), HF("fth-folder"), PEFT("fth-layers");

    private final String icon;

    Format(String icon) {
        this.icon = icon;
    }

    /** As the worker and the store call it. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    String icon() {
        return icon;
    }
}
