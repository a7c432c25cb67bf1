package dev.atelier.engine.peft;

import dev.atelier.domain.UserError;
import java.util.Map;

/** An adapter's values in the machine's memory: a [rank, in] and b [out, rank], row by row. */
public record LoraValues(float[] a, float[] b) {

    /** Those of {@code module}; {@link UserError} when there are none. */
    public static LoraValues of(Map<String, LoraValues> values, LoraModule module) {
        var v = values.get(module.path());
        if (v == null) {
            throw UserError.of("adapter: wanted values for " + module.path(), "none", "the adapter must be made for this model and these target modules");
        }
        return v;
    }
}
