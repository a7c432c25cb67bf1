package dev.atelier.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.UserError;
import java.util.function.DoubleUnaryOperator;

/**
 * Rotary position embedding (Su et al. 2021): pair i of a head turns by position / theta^(2i/d), here given as one inverse frequency per pair,
 * with Llama 3's scaling applied where the configuration asks for it.
 */
public record Rope(double theta, double[] inverseFrequencies) {

    /** Unscaled. */
    public static Rope plain(double theta, int headDim) {
        var inverse = new double[headDim / 2];
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] = (float) (1 / Math.pow(theta, 2.0 * i / headDim));
        }
        return new Rope(theta, inverse);
    }

    /** From config.json, older (rope_theta, rope_scaling) or newer (rope_parameters): of type default, linear, llama3 or a GGUF file's factors. */
    static Rope of(JsonNode json, int headDim) {
        var newer = json.path("rope_parameters");
        var scaling = newer.isObject() ? newer : json.path("rope_scaling");
        double theta = scaling.path("rope_theta").asDouble(json.path("rope_theta").asDouble(10_000));
        double[] inverse = plain(theta, headDim).inverseFrequencies();
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        switch (type) {
            case "default" -> {}
            case "linear" -> linear(inverse, scaling.path("factor").asDouble(0));
            case "llama3" -> llama3(inverse, scaling);
            case "factors" -> divide(inverse, scaling.path("factors"));
            default -> throw UserError.of("config.json: wanted rope_scaling of type default, linear or llama3", type, "choose a model without it");
        }
        return new Rope(theta, inverse);
    }

    /** Positions closer together by one factor. */
    private static void linear(double[] inverse, double factor) {
        if (!(factor > 0)) {
            throw UserError.of("config.json: wanted a factor above 0 for rope_scaling of type linear", Double.toString(factor), "fetch the file again");
        }
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] /= factor;
        }
    }

    /** Every frequency by its own number: how GGUF files hold a scaling. */
    private static void divide(double[] inverse, JsonNode factors) {
        if (factors.size() != inverse.length) {
            throw UserError.of("rope factors: wanted " + inverse.length + ", one per pair of a head", Integer.toString(factors.size()), "fetch the file again");
        }
        for (int i = 0; i < inverse.length; i++) {
            inverse[i] /= factors.path(i).asDouble();
        }
    }

    /** Long wavelengths are divided by the factor, short ones kept, those between blended (Llama 3.1's reference code). */
    private static void llama3(double[] inverse, JsonNode s) {
        double factor = s.path("factor").asDouble(8);
        double low = s.path("low_freq_factor").asDouble(1);
        double high = s.path("high_freq_factor").asDouble(4);
        double old = s.path("original_max_position_embeddings").asDouble(8192);
        for (int i = 0; i < inverse.length; i++) {
            double wavelength = 2 * Math.PI / inverse[i];
            double blend = Math.clamp((old / wavelength - low) / (high - low), 0, 1);
            inverse[i] = (1 - blend) * inverse[i] / factor + blend * inverse[i];
        }
    }

    /** Cosines of positions x [0, d), both halves alike. */
    public float[] cosines(int[] positions) {
        return table(positions, inverseFrequencies.length * 2, Math::cos);
    }

    /** Sines of positions x [0, width): width d for both halves, d/2 for one. */
    public float[] sines(int[] positions, int width) {
        return table(positions, width, Math::sin);
    }

    private float[] table(int[] positions, int width, DoubleUnaryOperator f) {
        var out = new float[positions.length * width];
        for (int p = 0; p < positions.length; p++) {
            for (int i = 0; i < width; i++) {
                float angle = positions[p] * (float) inverseFrequencies[i % inverseFrequencies.length];
                out[p * width + i] = (float) f.applyAsDouble(angle);
            }
        }
        return out;
    }
}
