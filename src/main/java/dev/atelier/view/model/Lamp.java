package dev.atelier.view.model;

import dev.atelier.view.chart.Memory;
import java.util.Locale;
import java.util.Map;

/** Whether this machine can do something with the model, as an icon, a word and the reason. */
record Lamp(Use use, Memory.Fit fit, String word, String reason) {
    /** What can be done with a model. */
    enum Use {
        CHAT, LORA, QLORA, FULL;

        /** Which settings train like this; none for what is no training. */
        Map<String, String> settings() {
            return switch (this) {
                case CHAT -> Map.of();
                case LORA -> Map.of("method", "lora", "quantization", "none");
                case QLORA -> Map.of("method", "lora", "quantization", "nf4", "double_quant", "true");
                case FULL -> Map.of("method", "full", "quantization", "none", "rank_pattern", "", "alpha_pattern", "");
            };
        }

        String key() {
            return "use." + name().toLowerCase(Locale.ROOT);
        }
    }

    String icon() {
        return fit.icon();
    }
}
