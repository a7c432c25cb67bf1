package dev.atelier.view.model;

import dev.atelier.view.chart.Memory;
import java.util.Locale;

/** Whether this machine can do something with the model, as an icon, a word and the reason. */
record Lamp(Use use, Memory.Fit fit, String word, String reason) {
    enum Use {
        CHAT, LORA, FULL;

        String key() {
            return "use." + name().toLowerCase(Locale.ROOT);
        }
    }

    String icon() {
        return switch (fit) {
            case FITS -> "fth-check-circle";
            case TIGHT -> "fth-alert-triangle";
            case OVER -> "fth-x-octagon";
        };
    }
}
