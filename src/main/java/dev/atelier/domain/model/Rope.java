package dev.atelier.domain.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.function.DoubleUnaryOperator;

/**
 * Rotary position embedding (Su et al. 2021): pair i of a head turns by position / theta^(2i/d), here given as one inverse frequency per pair. How far
 * a sequence reaches changes the frequencies of two scalings: dynamic and longrope.
 *
 * @param inverseFrequencies of sequences that reach no further than {@code original} positions
 * @param beyond of those that reach further
 * @param attentionFactor what cosines and sines are multiplied by (YaRN, LongRoPE)
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity
public record Rope(double theta, double[] inverseFrequencies, Beyond beyond, int original, double attentionFactor) {

    /** Frequencies of a sequence that reaches {@code length} positions, more than the original ones. */
    @FunctionalInterface
    public interface Beyond {
        double[] frequencies(int length);
    }

    /** Unscaled. */
    public static Rope plain(double theta, int width) {
        return fixed(theta, inverse(theta, width), 1);
    }

    private static Rope fixed(double theta, double[] inverse, double attentionFactor) {
        return new Rope(theta, inverse, length -> inverse, Integer.MAX_VALUE, attentionFactor);
    }

    private static double[] inverse(double theta, int width) {
        var inverse = new double[width / 2];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = (float) (1 / Math.pow(theta, 2.0 * i / width));
        }
        return inverse;
    }

    /** From config.json, older (rope_theta, rope_scaling) or newer (rope_parameters). */
    static Rope of(Keys keys, int headDim) {
        var newer = keys.json().path("rope_parameters");
        return of(newer.isObject() ? newer : keys.json().path("rope_scaling"), keys.number("rope_theta", 10_000), headDim, keys);
    }

    /** From one object of settings: default, linear, dynamic, yarn, llama3, longrope, or a GGUF file's factors. */
    static Rope of(JsonNode s, double defaultTheta, int headDim, Keys keys) {
        double theta = Keys.number(s, "rope_theta", defaultTheta);
        double share = Keys.number(s, "partial_rotary_factor", keys.number("partial_rotary_factor", 1));
        int width = (int) (headDim * share);
        if (!(theta > 1) || !(share > 0 && share <= 1) || width < 2 || width % 2 != 0) {
            throw UserError.of("config.json: wanted rope_theta above 1 and a rotary part of an even number of dimensions", theta + " and " + width, "fetch the file again");
        }
        double[] inverse = inverse(theta, width);
        String type = s.path("rope_type").asText(s.path("type").asText("default"));
        return switch (type) {
            case "default" -> fixed(theta, inverse, 1);
            case "linear" -> fixed(theta, scaled(inverse, 1 / factor(s)), 1);
            case "llama3" -> fixed(theta, llama3(inverse, s), 1);
            case "factors" -> fixed(theta, divided(inverse, s.path("factors"), "factors"), 1);
            case "yarn" -> yarn(theta, inverse, s, keys);
            case "dynamic" -> dynamic(theta, inverse, s, keys);
            case "longrope", "su" -> longrope(theta, inverse, s, keys);
            default -> throw UserError.of("config.json: wanted rope_scaling of type default, linear, dynamic, yarn, llama3 or longrope", type, "choose a model without it");
        };
    }

    private static double factor(JsonNode s) {
        double factor = Keys.number(s, "factor", 0);
        if (!(factor > 0)) {
            throw UserError.of("config.json: wanted a factor above 0 for rope_scaling", Double.toString(factor), "fetch the file again");
        }
        return factor;
    }

    private static double[] scaled(double[] inverse, double by) {
        var out = inverse.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] *= by;
        }
        return out;
    }

    /** Every frequency by its own number. */
    private static double[] divided(double[] inverse, JsonNode factors, String key) {
        if (factors.size() != inverse.length) {
            throw UserError.of("config.json: wanted " + inverse.length + " rope " + key + ", one per pair of a head", Integer.toString(factors.size()), "fetch the file again");
        }
        var out = inverse.clone();
        for (int i = 0; i < out.length; i++) {
            double by = factors.path(i).asDouble();
            if (!(by > 0)) {
                throw UserError.of("config.json: wanted rope " + key + " above 0", factors.path(i).toString(), "fetch the file again");
            }
            out[i] /= by;
        }
        return out;
    }

    /** Long wavelengths are divided by the factor, short ones kept, those between blended (Llama 3.1's reference code). */
    private static double[] llama3(double[] inverse, JsonNode s) {
        double factor = Keys.number(s, "factor", 8);
        double low = Keys.number(s, "low_freq_factor", 1);
        double high = Keys.number(s, "high_freq_factor", 4);
        double old = Keys.number(s, "original_max_position_embeddings", 8192);
        if (!(factor > 0) || !(high > low) || !(old > 0)) {
            throw UserError.of("config.json: wanted llama3 rope_scaling with factor above 0 and high_freq_factor above low_freq_factor", factor + ", " + high + ", " + low, "fetch the file again");
        }
        var out = inverse.clone();
        for (int i = 0; i < out.length; i++) {
            double wavelength = 2 * Math.PI / out[i];
            double blend = Math.clamp((old / wavelength - low) / (high - low), 0, 1);
            out[i] = (1 - blend) * out[i] / factor + blend * out[i];
        }
        return out;
    }

    /** YaRN (Peng et al. 2023): fast pairs as they were, slow ones divided by the factor, a ramp between. */
    private static Rope yarn(double theta, double[] inverse, JsonNode s, Keys keys) {
        double factor = factor(s);
        double old = Keys.number(s, "original_max_position_embeddings", keys.positive("max_position_embeddings"));
        int width = inverse.length * 2;
        double low = turns(Keys.number(s, "beta_fast", 32), width, theta, old);
        double high = turns(Keys.number(s, "beta_slow", 1), width, theta, old);
        if (!s.hasNonNull("truncate") || s.path("truncate").asBoolean()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, width - 1);
        if (low == high) {
            high += 0.001;
        }
        var out = inverse.clone();
        for (int i = 0; i < out.length; i++) {
            double kept = 1 - Math.clamp((i - low) / (high - low), 0, 1);
            out[i] = inverse[i] / factor * (1 - kept) + inverse[i] * kept;
        }
        double m = Keys.number(s, "mscale", 0);
        double all = Keys.number(s, "mscale_all_dim", 0);
        double usual = m != 0 && all != 0 ? magnitude(factor, m) / magnitude(factor, all) : magnitude(factor, 1);
        return fixed(theta, out, Keys.number(s, "attention_factor", usual));
    }

    /** The dimension that turns {@code rotations} times over the original positions. */
    private static double turns(double rotations, int width, double theta, double positions) {
        return width * Math.log(positions / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private static double magnitude(double factor, double m) {
        return factor <= 1 ? 1 : 0.1 * m * Math.log(factor) + 1;
    }

    /** Sequences beyond the positions trained on get a larger theta (dynamic NTK). */
    private static Rope dynamic(double theta, double[] inverse, JsonNode s, Keys keys) {
        double factor = factor(s);
        int width = inverse.length * 2;
        int old = (int) Keys.number(s, "original_max_position_embeddings", keys.positive("max_position_embeddings"));
        return new Rope(theta, inverse, length -> inverse(theta * Math.pow(factor * length / old - (factor - 1), width / (width - 2.0)), width), old, 1);
    }

    /** LongRoPE (Ding et al. 2024): one set of factors up to the original positions, another beyond. */
    private static Rope longrope(double theta, double[] inverse, JsonNode s, Keys keys) {
        int most = keys.positive("max_position_embeddings");
        int old = keys.positive("original_max_position_embeddings", (int) Keys.number(s, "original_max_position_embeddings", most));
        double factor = old == most ? Keys.number(s, "factor", 1) : (double) most / old;
        double usual = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(old));
        double[] far = divided(inverse, s.path("long_factor"), "long_factor");
        return new Rope(theta, divided(inverse, s.path("short_factor"), "short_factor"), length -> far, old, Keys.number(s, "attention_factor", usual));
    }

    /** Dimensions of a head that turn; the others stay. */
    public int width() {
        return inverseFrequencies.length * 2;
    }

    /** Cosines of positions x [0, width): both halves alike. {@code reach}: how many positions each one's sequence has in all. */
    public float[] cosines(int[] positions, int[] reach) {
        return table(positions, reach, width(), Math::cos);
    }

    /** Sines of positions x [0, count): count the width for both halves, half of it for one. */
    public float[] sines(int[] positions, int[] reach, int count) {
        return table(positions, reach, count, Math::sin);
    }

    private float[] table(int[] positions, int[] reach, int count, DoubleUnaryOperator f) {
        var out = new float[positions.length * count];
        double[] inverse = inverseFrequencies;
        int last = 0;
        for (int p = 0; p < positions.length; p++) {
            if (reach[p] != last) {
                last = reach[p];
                inverse = last > original ? beyond.frequencies(last) : inverseFrequencies;
            }
            for (int i = 0; i < count; i++) {
                float angle = positions[p] * (float) inverse[i % inverse.length];
                out[p * count + i] = (float) (f.applyAsDouble(angle) * attentionFactor);
            }
        }
        return out;
    }
}
