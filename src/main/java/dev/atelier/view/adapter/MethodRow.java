package dev.atelier.view.adapter;

import dev.atelier.view.chart.Memory;
import java.util.Locale;

/**
 * One way to train the chosen model, counted twice.
 *
 * @param taught what the seminar counts per parameter
 * @param taughtBytes the same for the model
 * @param oursPerParameter what we count, and {@code ours} for the model
 * @param chosen whether the settings train like this
 */
record MethodRow(Way way, String taught, String taughtBytes, String oursPerParameter, String ours, Memory.Fit fit, boolean chosen) {
    /** What is trained, and what the frozen weights are kept in. */
    enum Way {
        FULL(96), LORA(17.6), QLORA(5.6);

        /** What the slide prints for QLoRA, where its own terms add up to 5.6. */
        static final double PRINTED = 5.2;

        private final double bits;

        Way(double bits) {
            this.bits = bits;
        }

        /** Bits per parameter as the seminar has them: weights, gradient, optimizer; 16-bit weights with LoRA, 4-bit ones with QLoRA. */
        double bits() {
            return bits;
        }

        String key() {
            return "adapter.methods." + name().toLowerCase(Locale.ROOT);
        }
    }
}
